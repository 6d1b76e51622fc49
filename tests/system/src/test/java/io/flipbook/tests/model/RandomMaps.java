package io.flipbook.tests.model;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Where the generator believes that guest physical addresses are mapped, and what is interesting near there. */
final class RandomMaps {
    static final BigInteger K4 = BigInteger.valueOf(4096);

    private record Note(BigInteger gpa, BigInteger size, BigInteger page) {
        BigInteger end() {
            return gpa.add(size);
        }

        boolean overlaps(Note other) {
            return gpa.compareTo(other.end()) < 0 && other.gpa.compareTo(end()) < 0;
        }

        int pages() {
            return size.divide(page).min(BigInteger.valueOf(1 << 20)).intValueExact();
        }
    }

    private final Dice dice;
    private final List<Note> notes = new ArrayList<>();

    RandomMaps(Dice dice) {
        this.dice = dice;
    }

    /** Takes note of a map, unless it plainly fails. */
    void mapped(BigInteger gpa, BigInteger size, BigInteger page) {
        Note added = new Note(gpa, size, page);
        boolean aligned = gpa.mod(page).signum() == 0 && size.compareTo(page) >= 0;
        boolean fits = added.end().compareTo(Number64.END) <= 0;
        if (aligned && fits && notes.stream().noneMatch(added::overlaps)) {
            notes.add(added);
        }
    }

    /** The address of a map to take away, which is noted. */
    BigInteger unmapped() {
        return notes.isEmpty() ? edge() : notes.remove(dice.below(notes.size())).gpa();
    }

    /** For a new map: next to one, a page off, at the beginning, at 4G, or up to 2^64. */
    BigInteger freeFor(BigInteger size, BigInteger page) {
        BigInteger gpa = switch (dice.below(12)) {
            case 0, 1 -> BigInteger.ZERO;
            case 2, 3 -> BigInteger.ONE.shiftLeft(32);
            case 4, 5 -> Number64.END.subtract(size);
            case 6 -> edge().subtract(size);
            case 7 -> edge().add(page);
            case 8 -> dice.percent(30) ? edge().add(K4) : edge();
            default -> notes.isEmpty() ? BigInteger.ZERO : dice.of(notes).end();
        };
        return gpa.mod(Number64.END);
    }

    /** For a convert: some pages of a map, from one map to another, into a hole, or nonsense. */
    RandomRange convertible() {
        int kind = notes.isEmpty() ? 19 : dice.below(20);
        if (kind < 9) {
            return within(dice.of(notes));
        }
        if (kind < 13) {
            return chain(dice.of(notes));
        }
        if (kind < 17) {
            return between(edge(), dice.of(notes).end());
        }
        return kind < 19 ? between(edge(), edge()) : RandomRange.wrong(dice, K4, edge());
    }

    private RandomRange within(Note note) {
        int first = dice.percent(40) ? 0 : dice.below(note.pages());
        int count = dice.percent(30) ? note.pages() - first : dice.between(1, Math.min(4, note.pages() - first));
        RandomRange pages = RandomRange.ofUnits(note.page(), first, count);
        return new RandomRange(note.gpa().add(pages.offset()), pages.size());
    }

    /** From somewhere in a map to somewhere in the last of those that adjoin it: all of it is mapped. */
    private RandomRange chain(Note first) {
        RandomRange start = within(first);
        RandomRange end = start;
        for (Optional<Note> next = Optional.of(first); next.isPresent(); next = after(next.get())) {
            end = within(next.get());
        }
        BigInteger from = start.offset().min(end.offset());
        BigInteger to = start.offset().add(start.size()).max(end.offset().add(end.size()));
        return new RandomRange(from, to.subtract(from).mod(Number64.END));
    }

    /** All of a map and of those that adjoin it. */
    RandomRange whole() {
        if (notes.isEmpty()) {
            return convertible();
        }
        Note last = dice.of(notes);
        BigInteger from = last.gpa();
        for (Optional<Note> next = after(last); next.isPresent(); next = after(last)) {
            last = next.get();
        }
        return new RandomRange(from, last.end().subtract(from).mod(Number64.END));
    }

    private Optional<Note> after(Note note) {
        return notes.stream().filter(next -> next.gpa().equals(note.end())).findFirst();
    }

    private RandomRange between(BigInteger one, BigInteger other) {
        BigInteger from = one.min(other);
        BigInteger size = one.max(other).subtract(from);
        return new RandomRange(
                from.mod(Number64.END), size.signum() == 0 && dice.percent(90) ? K4 : size.mod(Number64.END));
    }

    /** The beginning or end of a map, or some pages from there. */
    private BigInteger edge() {
        if (notes.isEmpty()) {
            return dice.of(List.of(BigInteger.ZERO, Number64.END.subtract(K4), K4, BigInteger.ONE));
        }
        Note note = dice.of(notes);
        BigInteger edge = dice.percent(50) ? note.gpa() : note.end();
        int pages = dice.percent(50) ? 0 : dice.between(-3, 3);
        BigInteger away = (dice.percent(20) ? K4 : note.page()).multiply(BigInteger.valueOf(pages));
        return edge.add(away).mod(Number64.END);
    }
}
