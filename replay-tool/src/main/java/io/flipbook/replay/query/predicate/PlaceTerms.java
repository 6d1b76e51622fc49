package io.flipbook.replay.query.predicate;

import io.flipbook.engine.GuestMemory;
import io.flipbook.engine.RegionSpec;
import io.flipbook.replay.history.Block;
import io.flipbook.replay.query.predicate.Predicate.Need;
import io.flipbook.replay.scenario.UnsignedNumber;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/** Terms about a page, or all pages of a range. Where there is no memory, they do not hold. */
final class PlaceTerms {
    /** How pages can be. */
    private enum Aspect {
        SHARED {
            @Override
            boolean is(GuestMemory guest, RegionSpec region, long offset, long sizeBytes) {
                return guest.isEverywhere(region.name(), offset, sizeBytes, true);
            }
        },
        PRIVATE {
            @Override
            boolean is(GuestMemory guest, RegionSpec region, long offset, long sizeBytes) {
                return guest.isEverywhere(region.name(), offset, sizeBytes, false);
            }
        },
        POPULATED {
            @Override
            boolean is(GuestMemory guest, RegionSpec region, long offset, long sizeBytes) {
                return guest.isPopulated(region.name(), offset, sizeBytes);
            }
        },
        PLUGGED {
            @Override
            boolean is(GuestMemory guest, RegionSpec region, long offset, long sizeBytes) {
                if (!region.pluggable()) {
                    return true;
                }
                boolean[] all = new boolean[1];
                guest.visitSource(region.name(), "plugged", offset, sizeBytes, (runOffset, runBytes) -> {
                    all[0] = runOffset == offset && runBytes == sizeBytes;
                    return false;
                });
                return all[0];
            }
        },
        PINNED {
            @Override
            boolean is(GuestMemory guest, RegionSpec region, long offset, long sizeBytes) {
                return guest.isPinned(region.name(), offset, sizeBytes);
            }
        };

        private static final List<String> NAMES = List.of("shared", "private", "populated", "plugged", "pinned");

        abstract boolean is(GuestMemory guest, RegionSpec region, long offset, long sizeBytes);
    }

    private PlaceTerms() {}

    static void addTo(Map<String, Function<PredicateWords, Term>> terms, Set<Need> needs) {
        terms.put("page", words -> {
            needs.add(Need.STATE);
            GuestPlace place = place(words);
            return is(words, place, 1);
        });
        terms.put("range", words -> {
            needs.add(Need.STATE);
            GuestPlace place = place(words);
            long sizeBytes = words.take("a size (4096, 64M, 0x1000)", UnsignedNumber::parse);
            if (sizeBytes == 0) {
                throw words.wrongBefore("a range has a size");
            }
            return is(words, place, sizeBytes);
        });
    }

    private static GuestPlace place(PredicateWords words) {
        return words.take("a place (an address, or REGION:OFFSET)", GuestPlace::parse);
    }

    private static Term is(PredicateWords words, GuestPlace place, long sizeBytes) {
        words.expect("is");
        int index = Aspect.NAMES.indexOf(words.take("what pages can be (" + String.join(", ", Aspect.NAMES) + ")"));
        if (index < 0) {
            throw words.wrongBefore("pages are " + String.join(", ", Aspect.NAMES) + ", and nothing else");
        }
        Aspect aspect = Aspect.values()[index];
        return new AllOf(place, sizeBytes, aspect);
    }

    /** That all pages of a range are so; remembers the last answer, which stands while nothing touches the range. */
    private static final class AllOf implements Term {
        private final GuestPlace place;
        private final long sizeBytes;
        private final Aspect aspect;
        private AddressMap addresses;
        private boolean held;
        private boolean isSure;

        AllOf(GuestPlace place, long sizeBytes, Aspect aspect) {
            this.place = place;
            this.sizeBytes = sizeBytes;
            this.aspect = aspect;
        }

        @Override
        public boolean holds(Moment moment) {
            addresses = moment.addresses();
            boolean[] all = {true};
            AddressMap.PartVisitor looking =
                    (region, offset, partBytes) -> all[0] &= aspect.is(moment.guest(), region, offset, partBytes);
            boolean isMemory = addresses.visitRange(place, sizeBytes, looking);
            held = isMemory && all[0];
            isSure = true;
            return held;
        }

        @Override
        public boolean mayHold(Block block) {
            return !stays(block) || held;
        }

        @Override
        public boolean mustHold(Block block) {
            return stays(block) && held;
        }

        /** Whether the answer is known, and the same at all records of a block. */
        private boolean stays(Block block) {
            if (isSure && !block.mayChangeLayout()) {
                addresses.visitRange(
                        place,
                        sizeBytes,
                        (region, offset, partBytes) -> isSure &= !block.mayTouch(region.name(), offset, partBytes));
            } else {
                isSure = false;
            }
            return isSure;
        }
    }
}
