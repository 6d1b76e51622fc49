package io.flipbook.journal;

import java.nio.ByteOrder;

/**
 * What Chronicle Queue 2026.4 writes around our documents, as far as it has to be read without it.
 *
 * <pre>
 *   roll file      0x0      header document, of which only the write position and the next index may vary
 *                  0xc8     index2index: a metadata document of 32768 positions of index documents
 *                  0x400f0  the first index: a metadata document of 32768 positions of data documents
 *                  0x80110  data documents; a further index now and then, every 2^25 documents
 *                           the end mark, once a later file is begun; else zeros
 *   document       a word, then the bytes; the next word lies on the next multiple of 4
 *   word           bits 0-29 length, bit 30 metadata, bit 31 not complete; 0: nothing yet; 0xc0000000: end mark
 *   metadata.cq4t  header document, then one document for each named number
 * </pre>
 *
 * <p>The word of a document is written last: one that a killed writer has not finished is a zero word with bytes behind
 * it. The write position follows; so everything acknowledged lies at or before it.
 */
final class ChronicleFormat {
    static final int WORD_BYTES = Integer.BYTES;
    static final int LENGTH_MASK = 0x3fff_ffff;
    static final int METADATA = 0x4000_0000;
    static final int NOT_COMPLETE = 0x8000_0000;
    static final int END_OF_FILE = METADATA | NOT_COMPLETE;
    /** "EOF" as a short string of the wire format; it stands behind the end mark. */
    static final int END_TEXT = 0x464f45c3;

    /** Whether this machine's numbers have their bytes the other way round. */
    static final boolean SWAPS_BYTES = ByteOrder.nativeOrder() != RecordLayout.ORDER;

    /** Of documents with this many numbers in between Chronicle notes the position in an index: 0, and so on. */
    static final int INDEX_SPACING = 1024;
    /** Beside the position of the last document its number has this many bits; lower bits of the position are above. */
    static final int NUMBER_BITS = 40;

    static final long NUMBER_MASK = (1L << NUMBER_BITS) - 1;

    /** Where the header of a roll file has the position of the last document. */
    static final long WRITE_POSITION_OFFSET = 0x40;
    /** Where the first document behind the header lies. */
    static final long FIRST_DOCUMENT = 0xc8;
    /** How many positions an index document holds. */
    static final int INDEX_CAPACITY = 1 << 15;
    /** Files end no sooner than this many bytes behind the smallest block in which the last document begins. */
    static final long MIN_OVERLAP_BYTES = JournalConfig.MIN_BLOCK_BYTES / 4;

    static final HeaderTemplate ROLL_HEADER =
            new HeaderTemplate("c1000040b906686561646572b60853435153746f726582aa000000cd7772697465506f736974696f"
                    + "6e8e01000000008d02000000000000000200000000000000................................"
                    + "c8696e646578696e67b60c53435153496e646578696e67824c000000ca696e646578436f756e74a2"
                    + "0080cc696e64657853706163696e67a50004cb696e64657832496e6465788fa7c800000000000000"
                    + "c96c617374496e6465788e00000000a7................ca64617461466f726d6174a101");

    static final HeaderTemplate METADATA_HEADER =
            new HeaderTemplate("94000040b906686561646572b607535453746f7265827e000000c87769726554797065b608576972"
                    + "6554797065ec42494e4152595f4c49474854c86d65746164617461b6075343514d65746182460000"
                    + "00c4726f6c6cb60853435153526f6c6c8227000000c66c656e677468a6005c2605c6666f726d6174"
                    + "eb797979794d4d6464274827c565706f6368a100c8736f757263654964a1008f");

    private ChronicleFormat() {}

    static boolean isMetadata(int word) {
        return (word & END_OF_FILE) == METADATA;
    }

    static boolean isComplete(int word) {
        return word != 0 && (word & NOT_COMPLETE) == 0;
    }

    static int lengthOf(int word) {
        return word & LENGTH_MASK;
    }

    /** Whether a word is the text behind the end mark, or as much of it as a writer had written by then. */
    static boolean isEndText(int word) {
        for (int shift = 0; shift < Integer.SIZE; shift += Byte.SIZE) {
            int written = word >>> shift & 0xff;
            if (written != 0 && written != (END_TEXT >>> shift & 0xff)) {
                return false;
            }
        }
        return true;
    }

    /** Where the word behind a document lies. */
    static long next(long position, int length) {
        return position + WORD_BYTES + length + 3 & ~3L;
    }

    /** The least length of a roll file of which the last document begins there: less, and the file was cut. */
    static long minFileBytes(long lastDocument) {
        return (lastDocument / JournalConfig.MIN_BLOCK_BYTES + 1) * JournalConfig.MIN_BLOCK_BYTES + MIN_OVERLAP_BYTES;
    }
}
