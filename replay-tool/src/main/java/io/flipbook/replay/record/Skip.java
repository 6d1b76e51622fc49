package io.flipbook.replay.record;

/** Why a line of a trace came to nothing. */
enum Skip {
    DAMAGED("damaged", "could not be parsed"),
    OTHER_TASK("other-task", "are of another task"),
    NAMELESS_BLOCK("nameless-block", "name no block, and there is not just one region"),
    TOO_LONG("too-long", "ask for more pages than there are addresses"),
    NO_REGION("no-region", "are virtio-mem requests, and there is no region"),
    NO_PLUG_BLOCK("no-plug-block", "unplug everything, and no region has a plug block"),
    TOO_MANY_UNDECIDED("too-many-undecided", "are requests while too many are without an answer"),
    NO_REQUEST("no-request", "are answers to no request on record"),
    FAILED_SLOT("failed-slot", "are memory slots that the kernel refused"),
    OTHER_ADDRESS_SPACE("other-address-space", "are memory slots of another address space"),
    UNFIT_SLOT("unfit-slot", "are memory slots that cannot be regions");

    private final String word;
    private final String sentence;

    Skip(String word, String sentence) {
        this.word = word;
        this.sentence = sentence;
    }

    /** The name in JSON. */
    String word() {
        return word;
    }

    /** The rest of a sentence that begins with a number of lines. */
    String sentence() {
        return sentence;
    }
}
