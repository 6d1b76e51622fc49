package io.flipbook.replay.whatif;

import io.flipbook.engine.ListenerSpec;
import io.flipbook.engine.Policy;
import io.flipbook.engine.RegionSpec;
import io.flipbook.engine.device.Errno;
import io.flipbook.replay.scenario.StatementText;
import io.flipbook.replay.scenario.UnsignedNumber;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.LongStream;

/** What is to be otherwise in a history. Each setter throws IllegalArgumentException with a line for the user. */
public final class Overrides {
    private record Failure(String name, long call, Errno errno) {}

    private final List<String> described = new ArrayList<>();
    private final Map<String, ListenerOverride> listeners = new TreeMap<>();
    private final List<Failure> failures = new ArrayList<>();
    private final Set<String> seen = new HashSet<>();
    private Policy profile;
    private Policy.Mixed mixed;
    private Policy.OnVeto onVeto;
    private long pageBytes;

    /** Whose ways the engine is to have: {@code flipbook} or {@code qemu-10.1}. */
    public void profile(String word) {
        profile = choice(word, Policy.Profile.values()) == Policy.Profile.QEMU_10_1 ? Policy.QEMU_10_1 : Policy.DEFAULT;
        described.add(word);
    }

    /** {@code mixed=…} or {@code on-veto=…}. */
    public void policy(String option) {
        if (option.startsWith("mixed=")) {
            mixed = choice(option.substring("mixed=".length()), Policy.Mixed.values());
        } else if (option.startsWith("on-veto=")) {
            onVeto = choice(option.substring("on-veto=".length()), Policy.OnVeto.values());
        } else {
            throw new IllegalArgumentException("'" + option + "' is neither mixed=... nor on-veto=...");
        }
        described.add(option);
    }

    /** {@code NAME:kind=iommufd,granule=2M,…}. */
    public void listener(String option) {
        ListenerOverride override = ListenerOverride.parse(option);
        if (listeners.put(override.name(), override) != null) {
            throw new IllegalArgumentException("listener " + override.name() + " is said twice");
        }
        described.add(override.described());
    }

    /** The page of all regions. */
    public void page(long bytes) {
        if (Long.bitCount(bytes) != 1 || Long.compareUnsigned(bytes, RegionSpec.DEFAULT_PAGE_BYTES) < 0) {
            throw new IllegalArgumentException("a page is a power of two and 4K at least");
        }
        pageBytes = bytes;
        described.add("pages of " + StatementText.number(bytes));
    }

    /** {@code NAME:K:ERRNO}: a listener refuses its K-th populate call. */
    public void fail(String option) {
        String[] words = option.split(":", -1);
        if (words.length != 3 || words[0].isEmpty()) {
            throw new IllegalArgumentException("not NAME:K:ERRNO: " + option);
        }
        long call = UnsignedNumber.parse(words[1]);
        if (call == 0) {
            throw new IllegalArgumentException("the first call is 1: " + option);
        }
        failures.add(new Failure(words[0], call, Errno.of(words[2])));
        described.add(words[2] + " from call " + words[1] + " of " + words[0]);
    }

    /** Whether there are any. */
    public boolean isEmpty() {
        return described.isEmpty();
    }

    /** All of them, for people. */
    public String described() {
        return String.join(", ", described);
    }

    /** Listeners that are to be otherwise and that the history does not have. */
    public Set<String> unseenListeners() {
        Set<String> unseen = new HashSet<>(listeners.keySet());
        failures.forEach(failure -> unseen.add(failure.name));
        unseen.removeAll(seen);
        return unseen;
    }

    boolean hasOtherPages() {
        return pageBytes != 0;
    }

    boolean concern(String listener) {
        return listeners.containsKey(listener) || failures.stream().anyMatch(failure -> failure.name.equals(listener));
    }

    Policy policy(Policy recorded) {
        Policy base = profile == null ? recorded : profile;
        return new Policy(
                mixed == null ? base.mixed() : mixed, onVeto == null ? base.onVeto() : onVeto, base.profile());
    }

    RegionSpec region(RegionSpec spec) {
        if (!hasOtherPages()) {
            return spec;
        }
        if (Long.remainderUnsigned(spec.sizeBytes(), pageBytes) != 0
                || Long.remainderUnsigned(spec.plugBlockBytes(), pageBytes) != 0) {
            throw new IllegalArgumentException("region " + spec.name() + " cannot have pages of "
                    + StatementText.number(pageBytes) + ": its size or its blocks are no multiple");
        }
        return new RegionSpec(
                spec.name(),
                spec.sizeBytes(),
                pageBytes,
                spec.initiallyShared(),
                spec.pluggable(),
                spec.plugBlockBytes(),
                spec.memory());
    }

    /** Says what a listener is; one of a kind that the engine makes refuses by itself what it is to refuse. */
    ListenerSpec listener(ListenerSpec recorded) {
        seen.add(recorded.name());
        ListenerOverride override = listeners.get(recorded.name());
        ListenerSpec spec = override == null ? recorded : override.apply(recorded);
        if (hasOtherPages() && Long.compareUnsigned(spec.granuleBytes(), pageBytes) < 0) {
            spec = spec.inPiecesOf(0);
        }
        if (spec.kind() == ListenerSpec.Kind.EXTERNAL) {
            return spec;
        }
        for (Map.Entry<Long, Errno> failure : failures(spec.name()).entrySet()) {
            if (spec.vetoes().length > 0 && !spec.vetoErrno().equals(failure.getValue())) {
                throw new IllegalArgumentException("listener " + spec.name() + " refuses with one error only, "
                        + spec.vetoErrno() + " and not " + failure.getValue());
            }
            long[] calls = LongStream.concat(LongStream.of(spec.vetoes()), LongStream.of(failure.getKey()))
                    .toArray();
            spec = spec.refusing(failure.getValue(), calls);
        }
        return spec;
    }

    /** The calls that a listener is to refuse beside its own refusals. */
    Map<Long, Errno> failures(String listener) {
        Map<Long, Errno> calls = new TreeMap<>();
        failures.stream()
                .filter(failure -> failure.name.equals(listener))
                .forEach(failure -> calls.put(failure.call, failure.errno));
        return calls;
    }

    private static <T> T choice(String word, T[] choices) {
        List<String> known = new ArrayList<>();
        for (T choice : choices) {
            if (choice.toString().equals(word)) {
                return choice;
            }
            known.add(choice.toString());
        }
        throw new IllegalArgumentException("'" + word + "' is none of " + String.join(", ", known));
    }
}
