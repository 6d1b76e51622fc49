package io.flipbook.tests.kill;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * What a device may hold of a journal when the power goes: what was forced, and of each page that was written to since
 * any state that it was in, or single sectors of them. A name is on the device once its directory was forced. What is
 * renamed was forced before.
 */
final class PowerCut {
    private static final int PAGE_BYTES = 4096;
    private static final int SECTOR_BYTES = 512;
    /** The last ones; those before are complete and never change. */
    private static final int CHANGING_ROLL_FILES = 2;

    private static final String MANIFEST = "flipbook.manifest";

    /** A file that is written to in place. */
    private static final class Written {
        private byte[] forced = {};
        private byte[] last = {};
        private boolean named;
        private final Map<Integer, List<byte[]>> dirty = new TreeMap<>();

        void observe(byte[] bytes) {
            for (int from = 0; from < bytes.length; from += PAGE_BYTES) {
                int to = Math.min(bytes.length, from + PAGE_BYTES);
                boolean isSame = to <= last.length && Arrays.equals(bytes, from, to, last, from, to);
                if (!isSame) {
                    byte[] page = Arrays.copyOfRange(bytes, from, from + PAGE_BYTES);
                    dirty.computeIfAbsent(from, key -> new ArrayList<>()).add(page);
                }
            }
            last = bytes;
        }

        void force() {
            forced = last;
            dirty.clear();
        }

        byte[] cut(SplittableRandom dice) {
            boolean hasGrown = dice.nextInt(4) > 0;
            byte[] image = Arrays.copyOf(forced, hasGrown ? last.length : forced.length);
            dirty.forEach((from, states) -> {
                boolean isTorn = dice.nextInt(4) == 0;
                int pick = dice.nextInt(states.size() + 1);
                for (int sector = 0; sector < PAGE_BYTES; sector += SECTOR_BYTES) {
                    pick = isTorn ? dice.nextInt(states.size() + 1) : pick;
                    int length = Math.min(SECTOR_BYTES, image.length - from - sector);
                    if (pick > 0 && length > 0) {
                        System.arraycopy(states.get(pick - 1), sector, image, from + sector, length);
                    }
                }
            });
            return image;
        }
    }

    private final Path directory;
    private final Map<String, Written> files = new TreeMap<>();
    /** The one that has its name for sure, and those that were given it since. */
    private final List<byte[]> manifests = new ArrayList<>();

    PowerCut(Path directory) {
        this.directory = directory;
    }

    /** Looks what the files hold now. */
    void observe() throws IOException {
        try (Stream<Path> entries = Files.list(directory)) {
            int rollFiles = 0;
            for (Path entry : entries.sorted(Comparator.reverseOrder()).toList()) {
                String name = entry.getFileName().toString();
                boolean isRollFile = name.endsWith(".cq4");
                if (isRollFile && ++rollFiles <= CHANGING_ROLL_FILES || name.endsWith(".cq4t")) {
                    files.computeIfAbsent(name, key -> new Written()).observe(Files.readAllBytes(entry));
                } else if (name.equals(MANIFEST)) {
                    observeManifest(Files.readAllBytes(entry));
                }
            }
        }
    }

    private void observeManifest(byte[] bytes) {
        if (manifests.isEmpty() || !Arrays.equals(bytes, manifests.get(manifests.size() - 1))) {
            manifests.add(bytes);
        }
    }

    /** A force has ended. */
    void forced(Path path) throws IOException {
        observe();
        if (path.equals(directory)) {
            files.values().forEach(file -> file.named = true);
            manifests.subList(0, Math.max(0, manifests.size() - 1)).clear();
        } else {
            files.get(path.getFileName().toString()).force();
        }
    }

    /** The kernel writes something when it likes to. */
    void writeBack(SplittableRandom dice) {
        List<Written> any = new ArrayList<>(files.values());
        if (!any.isEmpty()) {
            Written written = any.get(dice.nextInt(any.size()));
            written.named = true;
            written.force();
        }
    }

    boolean isNamed(Path path) {
        Written file = files.get(path.getFileName().toString());
        return file != null && file.named;
    }

    /** A directory as it may be found afterwards. */
    Path cut(Path to, SplittableRandom dice) throws IOException {
        Files.createDirectory(to);
        for (Map.Entry<String, Written> file : files.entrySet()) {
            if (file.getValue().named || dice.nextBoolean()) {
                writeSparse(to.resolve(file.getKey()), file.getValue().cut(dice));
            }
        }
        if (!manifests.isEmpty()) {
            Files.write(to.resolve(MANIFEST), manifests.get(dice.nextInt(manifests.size())));
        }
        Files.writeString(to.resolve("flipbook.writer"), "1 1\n");
        return to;
    }

    private static void writeSparse(Path file, byte[] bytes) throws IOException {
        byte[] zeros = new byte[PAGE_BYTES];
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            for (int from = 0; from < bytes.length; from += PAGE_BYTES) {
                int length = Math.min(PAGE_BYTES, bytes.length - from);
                boolean isLast = from + length == bytes.length;
                if (isLast || !Arrays.equals(bytes, from, from + length, zeros, 0, length)) {
                    channel.write(ByteBuffer.wrap(bytes, from, length), from);
                }
            }
        }
    }
}
