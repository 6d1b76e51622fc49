package io.flipbook.engine.backing;

/** Is told what memory costs the host, a name and a number at a time. */
public interface CostVisitor {
    /** So many bytes. */
    void bytes(String name, long bytes);

    /** So many of something. */
    void count(String name, long count);
}
