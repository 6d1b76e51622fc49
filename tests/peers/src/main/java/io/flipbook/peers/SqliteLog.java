package io.flipbook.peers;

import io.flipbook.benchmarks.Contestant;
import io.flipbook.benchmarks.Place;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;

/** Rows of SQLite with its write-ahead log, which is not forced ({@code synchronous=normal}). */
final class SqliteLog implements Contestant {
    private final int rowsInTransaction;
    private final byte[] value = new byte[LogPeers.RECORD_BYTES];
    private Connection connection;
    private PreparedStatement insert;
    private int rows;

    SqliteLog(int rowsInTransaction) {
        this.rowsInTransaction = rowsInTransaction;
    }

    @Override
    public void open(Place place) {
        try {
            connection =
                    DriverManager.getConnection("jdbc:sqlite:" + place.path().resolve("log.db"));
            try (Statement statement = connection.createStatement()) {
                statement.execute("pragma journal_mode=wal");
                statement.execute("pragma synchronous=normal");
                statement.execute("create table log (sequence integer primary key, record blob not null)");
            }
            connection.setAutoCommit(false);
            insert = connection.prepareStatement("insert into log (record) values (?)");
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void run(int operations) {
        try {
            for (int i = 0; i < 2 * operations; i++) {
                insert.setBytes(1, value);
                insert.addBatch();
                if (++rows % rowsInTransaction == 0) {
                    insert.executeBatch();
                    connection.commit();
                }
            }
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        try {
            insert.close();
            connection.close();
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }
}
