package io.flipbook.tests.failures;

import io.flipbook.tests.failures.GuestRegion.Buffer;
import io.flipbook.tests.model.Dice;
import java.util.ArrayList;
import java.util.List;

/**
 * The script of a guest in which nothing goes wrong: drivers share buffers and give them back as they were, devices
 * come and go, requests are repeated or make no sense, a device refuses and all is undone. It counts the records that
 * this makes.
 */
final class HonestGuest {
    private static final List<String> REGION_NAMES = List.of("ram", "pc.ram", "node", "mem-", "vm_mem");
    private static final List<String> DEVICE_NAMES = List.of("gpu", "nvme", "net.", "dpu-", "vfio_", "crypto");
    private static final long[] PAGES = {4 << 10, 4 << 10, 16 << 10, 64 << 10};
    private static final int MAX_DEVICES = 7;

    private final Dice dice;
    private final List<String> lines = new ArrayList<>();
    private final List<GuestRegion> regions = new ArrayList<>();
    private final List<Device> devices = new ArrayList<>();
    private final List<Device> honest = new ArrayList<>();
    private final List<Buffer> buffers = new ArrayList<>();
    private long sequence = 1; // the beginning of the session
    private int named;
    private long lastRestart;
    private boolean mayRestart = true;
    private boolean mayRefuse;
    private boolean isDetaching;

    HonestGuest(Dice dice, int regionCount, boolean isContiguous) {
        this.dice = dice;
        long gpa = dice.below(64) * (2L << 20);
        for (int i = 0; i < regionCount; i++) {
            long page = PAGES[dice.below(PAGES.length)];
            long slot = page << dice.between(3, 6);
            GuestRegion region = new GuestRegion(dice.of(REGION_NAMES) + i, page, slot, dice.between(4, 12) * 16, gpa);
            regions.add(region);
            say("region " + region.name() + " " + region.sizeBytes() + " page=" + page, 1);
            gpa = region.end() + (isContiguous || dice.percent(50) ? 0 : dice.between(1, 9) * (2L << 20));
        }
        for (GuestRegion region : regions) {
            say("map " + GuestRegion.hex(region.gpa()) + " " + region.sizeBytes() + " " + region.name() + " 0", 1);
        }
    }

    /** Says how refusals are answered, and whether some of those that are undone may come. */
    void policy(String words, boolean allowsRefusals) {
        say("policy " + words, 1);
        mayRefuse = allowsRefusals;
        isDetaching = words.contains("on-veto=detach");
    }

    /** From here on what a listener counts must not begin anew. */
    void stopRestarting() {
        mayRestart = false;
    }

    /** Does so many things as honest guests do. */
    void live(int things) {
        for (int i = 0; i < things; i++) {
            int what = dice.below(100);
            if (what < 45) {
                share(freeBuffer());
            } else if (what < 78) {
                giveBack();
            } else if (what < 88) {
                askInVain();
            } else if (what < 91) {
                restart();
            } else if (what < 96) {
                plugOrUnplug();
            } else {
                refuse();
            }
        }
    }

    /** Only gives back, and asks for what changes nothing. */
    void windDown(int things) {
        for (int i = 0; i < things; i++) {
            if (dice.percent(70)) {
                giveBack();
            } else {
                askInVain();
            }
        }
    }

    /** A buffer in a slot where there is none. */
    Buffer freeBuffer() {
        while (true) {
            GuestRegion region = dice.of(regions);
            int slot = dice.between(GuestRegion.PLANTED_SLOT + 1, region.slots() - 2);
            if (buffers.stream().noneMatch(buffer -> isIn(buffer, region, slot))) {
                return anyBuffer(region, slot);
            }
        }
    }

    /** A buffer somewhere in a slot, as long as there is a free page behind it. */
    Buffer anyBuffer(GuestRegion region, int slot) {
        int pages = dice.between(1, (int) region.slotPages() - 2);
        return region.buffer(slot, dice.below((int) region.slotPages() - 1 - pages), pages);
    }

    /** Shares a buffer; who watches it is told. */
    void share(Buffer buffer) {
        request(buffer, true);
        buffers.add(buffer);
        devices.forEach(device -> device.populate(buffer));
    }

    private void giveBack() {
        if (!buffers.isEmpty()) {
            Buffer buffer = buffers.remove(dice.below(buffers.size()));
            request(buffer, false);
            devices.forEach(device -> device.discard(buffer));
        }
    }

    /** Asks for a buffer, by address or by region, and nothing else. */
    void request(Buffer buffer, boolean toShared) {
        if (dice.percent(60)) {
            say("convert " + buffer.gpa() + " " + buffer.sizeBytes() + (toShared ? " shared" : " private"), 2);
        } else {
            String range = buffer.region().name() + " " + GuestRegion.hex(buffer.offset()) + " " + buffer.sizeBytes();
            say((toShared ? "to-shared " : "to-private ") + range + (dice.percent(10) ? " by=host" : ""), 2);
        }
    }

    private void askInVain() {
        if (dice.percent(50) && !buffers.isEmpty()) {
            request(dice.of(buffers), true);
        } else if (dice.percent(50)) {
            say("to-shared " + dice.of(regions).name() + " 1 " + dice.between(1, 9) + "K", 2);
        } else {
            GuestRegion region = dice.of(regions);
            say("to-private " + region.name() + " " + region.sizeBytes() + " " + region.pageBytes(), 2);
        }
    }

    /** Restarts, if no listener counts its calls. */
    void restart() {
        if (mayRestart) {
            say("restart", 2);
            lastRestart = sequence;
            devices.forEach(Device::restart);
            devices.forEach(device -> buffers.forEach(device::populate));
        }
    }

    /** Whether there was a restart behind a record. */
    boolean isRestartedBehind(long behind) {
        return lastRestart > behind;
    }

    private void plugOrUnplug() {
        if (!honest.isEmpty() && (devices.size() > MAX_DEVICES || dice.percent(30))) {
            Device gone = honest.remove(dice.below(honest.size()));
            devices.remove(gone);
            say("unlisten " + gone.name, 1);
        } else {
            plug();
        }
    }

    /** Plugs a device that keeps the rules and never refuses. */
    void plug() {
        GuestRegion region = dice.of(regions);
        int shift = dice.below(3);
        String granule = " granule=" + (region.pageBytes() << shift);
        String kind = dice.of(List.of(
                "plain", "type1" + granule, "type1-v1", "iommufd", "iommufd" + granule, "iommufd large-pages=off"));
        long bytes = kind.contains("granule") ? region.pageBytes() << shift : region.pageBytes();
        Device device = dice.percent(70)
                ? device(region, 0, region.slots(), bytes, false, new Device.Mappings())
                : section(region, bytes);
        honest.add(device);
        listen(device, "kind=" + kind);
    }

    private Device section(GuestRegion region, long granuleBytes) {
        int from = dice.below(region.slots() / 2);
        int slots = dice.between(2, region.slots() - from);
        return device(region, from, slots, granuleBytes, false, new Device.Mappings());
    }

    /** A device that is not plugged yet. */
    Device device(GuestRegion region, int slot, int slots, long granule, boolean isPlain, Device.Mappings mappings) {
        return new Device(dice.of(DEVICE_NAMES) + named++, region, granule, slot, slots, isPlain, mappings);
    }

    /** Plugs a device: it is told of what is there. */
    void listen(Device device, String options) {
        say("listener " + device.name + " " + device.region.name() + device.section() + " " + options, 1);
        devices.add(device);
        buffers.forEach(device::populate);
    }

    /** A device refuses a buffer, as this policy lets it, and is not there any more. */
    private void refuse() {
        if (!mayRefuse) {
            return;
        }
        Buffer buffer = freeBuffer();
        Device picky = device(buffer.region(), buffer.slot(), 1, buffer.region().pageBytes(), true, null);
        String errno = dice.of(List.of("EIO", "ENOMEM", "EBUSY"));
        say("listener " + picky.name + " " + picky.region.name() + picky.section() + " veto=1:" + errno, 1);
        share(buffer);
        if (!isDetaching) {
            buffers.remove(buffer);
            devices.forEach(device -> device.discard(buffer));
            say("unlisten " + picky.name, 1);
        }
    }

    /** Adds a statement that makes so many records. */
    void say(String line, int records) {
        lines.add(line);
        sequence += records;
    }

    /** Says in an earlier line what is known only now. */
    void fill(String word, String value) {
        lines.replaceAll(line -> line.replace(word, value));
    }

    private static boolean isIn(Buffer buffer, GuestRegion region, int slot) {
        return buffer.slot() == slot && buffer.region().equals(region);
    }

    /** How many buffers a device is told of when it is made anew. */
    long buffersOf(Device device) {
        return buffers.stream()
                .filter(buffer -> device.watches(buffer.region(), buffer.slot()))
                .count();
    }

    List<GuestRegion> regions() {
        return regions;
    }

    List<Device> devices() {
        return devices;
    }

    /** The last record so far. */
    long sequence() {
        return sequence;
    }

    String script() {
        return String.join("\n", lines) + "\n";
    }
}
