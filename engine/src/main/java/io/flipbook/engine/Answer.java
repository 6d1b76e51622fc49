package io.flipbook.engine;

/**
 * Who decides a request: the engine, or somebody outside whose answer is known already, as that of the virtio-mem
 * device in a trace is. An answer from outside is what happened, so it wins.
 */
public enum Answer {
    /** Nobody outside: the engine decides by its own rules. */
    ENGINE("engine", Rejection.NONE),
    /** VIRTIO_MEM_RESP_ACK: it was done. */
    ACK("ack", Rejection.NONE),
    /** VIRTIO_MEM_RESP_NACK: it was refused. */
    NACK("nack", Rejection.NACK),
    /** VIRTIO_MEM_RESP_BUSY: it could not be done at that time. */
    BUSY("busy", Rejection.DEVICE_BUSY),
    /** VIRTIO_MEM_RESP_ERROR: the request was wrong. */
    ERROR("error", Rejection.ERROR);

    private final String text;
    private final Rejection rejection;

    Answer(String text, Rejection rejection) {
        this.text = text;
        this.rejection = rejection;
    }

    Rejection rejection() {
        return rejection;
    }

    @Override
    public String toString() {
        return text;
    }
}
