using Npgsql;

namespace AdminPortal.Tests.Support;

public sealed class PostgresClusterTests(PostgresCluster shared)
{
    [Fact]
    public async Task CreateDatabase_Twice_CreatesTwoSeparateDatabases()
    {
        var first = await shared.CreateDatabaseAsync();
        var second = await shared.CreateDatabaseAsync();

        Assert.Equal(1, await ScalarAsync(first, "select 1"));
        await ScalarAsync(first, "create table only_here (id int)");
        Assert.Equal(1L, await ScalarAsync(first, "select count(*) from pg_class where relname = 'only_here'"));
        Assert.Equal(0L, await ScalarAsync(second, "select count(*) from pg_class where relname = 'only_here'"));
    }

    [Fact]
    public async Task Restart_WithAnOpenConnection_BreaksItAndKeepsCommittedData()
    {
        await using var own = new PostgresCluster();
        var database = await own.CreateDatabaseAsync();
        await using var open = new NpgsqlConnection(database);
        await open.OpenAsync(TestContext.Current.CancellationToken);
        await ScalarAsync(database, "create table kept (id int)");

        await own.RestartAsync();

        await using var ask = new NpgsqlCommand("select 1", open);
        await Assert.ThrowsAnyAsync<NpgsqlException>(() => ask.ExecuteScalarAsync(TestContext.Current.CancellationToken));
        NpgsqlConnection.ClearAllPools();
        Assert.Equal(0L, await ScalarAsync(database, "select count(*) from kept"));
    }

    private static async Task<object?> ScalarAsync(string connectionString, string sql)
    {
        await using var source = NpgsqlDataSource.Create(connectionString);
        await using var command = source.CreateCommand(sql);
        return await command.ExecuteScalarAsync(TestContext.Current.CancellationToken);
    }
}
