package io.flipbook.tests.model;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;

/** Sources that are added to regions, used, and taken away again; mostly as they should be. */
final class RandomSources {
    private record Note(RandomRegion region, String name, BigInteger block) {}

    private final Dice dice;
    private final RandomText text;
    private final List<Note> notes = new ArrayList<>();

    RandomSources(Dice dice, RandomText text) {
        this.dice = dice;
        this.text = text;
    }

    /** One of the statements about sources. */
    void statement(String op, RandomRegion any) {
        switch (op) {
            case "source-add" -> add(any);
            case "source-remove" -> {
                Note note = noted(any);
                text.add(op, dice.percent(3) ? "nosuch" : note.region().name, note.name());
                if (dice.percent(70)) {
                    notes.remove(note);
                }
            }
            default -> change(op, noted(any));
        }
    }

    private void add(RandomRegion region) {
        String name = dice.of(List.of("a", "b", "b", "c", "c", "d", "e", "shared", "plugged"));
        List<String> words = new ArrayList<>(List.of(dice.percent(2) ? "nosuch" : region.name, name));
        BigInteger block = region.page;
        if (dice.percent(40)) {
            int pages = dice.percent(75) ? region.divisor() : dice.below(region.pages + 2);
            block = region.page.multiply(BigInteger.valueOf(pages));
            if (dice.percent(4)) {
                block = block.shiftRight(1);
            }
            block = block.mod(Number64.END);
            words.add("block=" + text.number(block));
        }
        if (dice.percent(60)) {
            words.add("initial=" + dice.of(List.of("populated", "populated", "discarded")));
        }
        notes.add(new Note(region, name, block.max(BigInteger.ONE)));
        text.shuffled("source-add", words);
    }

    private void change(String op, Note note) {
        RandomRegion region = note.region();
        BigInteger blocks = region.size().divide(note.block());
        RandomRange range = region.range();
        boolean wrong = note.block().compareTo(region.page) < 0 || blocks.signum() == 0;
        if (!wrong && dice.percent(85)) {
            int most = blocks.min(BigInteger.valueOf(region.pages)).intValueExact();
            int first = dice.percent(30) ? 0 : dice.below(most);
            int count = dice.percent(35) ? most - first : dice.between(1, most - first);
            range = RandomRange.ofUnits(note.block(), first, count);
        } else if (dice.percent(50)) {
            range = RandomRange.wrong(dice, note.block(), region.size());
        }
        text.add(
                op,
                dice.percent(2) ? "nosuch" : region.name,
                note.name(),
                text.number(range.offset()),
                text.number(range.size()));
    }

    private Note noted(RandomRegion any) {
        return notes.isEmpty() || dice.percent(4) ? new Note(any, "nobody", any.page) : dice.of(notes);
    }
}
