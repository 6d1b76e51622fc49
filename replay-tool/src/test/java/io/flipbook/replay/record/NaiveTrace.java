package io.flipbook.replay.record;

import java.util.HashMap;
import java.util.Map;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What the lines of a trace do to a set of pages, written as an awk script would be and without the recorder's code: a
 * page of 4 KiB is in the set when it is shared, or plugged.
 */
final class NaiveTrace {
    private static final Pattern CONVERT =
            Pattern.compile("kvm_convert_memory start 0x(\\w+) size 0x(\\w+) (shared_to_private|private_to_shared)$");
    private static final Pattern ATTRIBUTES =
            Pattern.compile("kvm_vm_set_mem_attributes: 0x(\\w+) -- 0x(\\w+) \\[0x(\\w+)\\]$");
    private static final Pattern PLUGGING =
            Pattern.compile("(\\d+)[@:].*virtio_mem_(plug|unplug)_request addr=0x(\\w+) nb_blocks=(\\d+)$");
    private static final Pattern RESPONSE = Pattern.compile("(\\d+)[@:].*virtio_mem_send_response type=(\\d+)$");

    final TreeSet<Long> pages = new TreeSet<>();
    final Map<Integer, Integer> answers = new HashMap<>();
    long changed;
    private final long firstGpa;
    private final long sizeBytes;
    private final Map<String, String[]> waiting = new HashMap<>();

    /** Memory of that size at that address. */
    NaiveTrace(long firstGpa, long sizeBytes) {
        this.firstGpa = firstGpa;
        this.sizeBytes = sizeBytes;
    }

    NaiveTrace run(Iterable<String> lines) {
        for (String line : lines) {
            take(line);
        }
        return this;
    }

    int undecided() {
        return waiting.size();
    }

    private void take(String line) {
        Matcher m = CONVERT.matcher(line);
        if (m.find()) {
            convert(hex(m.group(1)), hex(m.group(2)), m.group(3).endsWith("shared"));
        }
        m = ATTRIBUTES.matcher(line);
        if (m.find()) {
            long first = hex(m.group(1)) << 12;
            convert(first, (hex(m.group(2)) << 12) - first, (hex(m.group(3)) & 8) == 0);
        }
        m = PLUGGING.matcher(line);
        if (m.find()) {
            waiting.put(m.group(1), new String[] {m.group(2), m.group(3), m.group(4)});
        }
        if (line.contains("virtio_mem_unplugged_all")) {
            changed += pages.size();
            pages.clear();
        }
        m = RESPONSE.matcher(line);
        if (m.find() && waiting.containsKey(m.group(1))) {
            String[] request = waiting.remove(m.group(1));
            answers.merge(Integer.parseInt(m.group(2)), 1, Integer::sum);
            if (m.group(2).equals("0")) {
                long bytes = Long.parseLong(request[2]) * (2 << 20);
                change(hex(request[1]) - firstGpa, bytes, request[0].equals("plug"));
            }
        }
    }

    private void convert(long gpa, long bytes, boolean toShared) {
        if (bytes == 0 || (gpa & 4095) != 0 || (bytes & 4095) != 0) {
            return;
        }
        boolean inside = gpa >= firstGpa && gpa + bytes <= firstGpa + sizeBytes;
        if (inside || toShared) {
            change(gpa - firstGpa, bytes, toShared);
        }
    }

    private void change(long offset, long bytes, boolean set) {
        for (long at = Math.max(0, offset); at < Math.min(sizeBytes, offset + bytes); at += 4096) {
            boolean changes = set ? pages.add(at >> 12) : pages.remove(at >> 12);
            changed += changes ? 1 : 0;
        }
    }

    private static long hex(String digits) {
        return Long.parseUnsignedLong(digits, 16);
    }
}
