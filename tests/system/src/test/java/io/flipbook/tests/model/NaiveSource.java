package io.flipbook.tests.model;

import java.math.BigInteger;

/**
 * One source of a region: a boolean a page.
 *
 * @param name of an added one
 * @param blockBytes what it changes at least
 * @param blockPages the same in pages
 * @param says yes to which pages
 */
record NaiveSource(String name, BigInteger blockBytes, int blockPages, boolean[] says) {
    boolean saysYesToAll() {
        for (boolean yes : says) {
            if (!yes) {
                return false;
            }
        }
        return true;
    }
}
