using AdminPortal.Data.Entities;
using AdminPortal.Services.Agents;
using AdminPortal.Services.Numbers;
using AdminPortal.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace AdminPortal.Tests.Services.Agents;

public sealed class AgentSortTests(PostgresCluster cluster)
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory, OnEachDatabase]
    public async Task Board_InEveryOrder_HasEachMatchOnce(TestDatabase kind)
    {
        await using var portal = await LivelyAsync(kind);
        var board = portal.Get<AgentBoardService>();

        foreach (
            var filter in (AgentFilter[])
                [new(), new(Query: "a"), new(InTrouble: true), new() { State = AgentState.Active }, new() { State = AgentState.NotInSync }]
        )
        {
            var expected = await RowsAsync(filter);
            Assert.NotEmpty(expected);
            foreach (var sort in Enum.GetValues<AgentSort>().Where(s => s != AgentSort.Attention))
            foreach (var descending in (bool[])[false, true])
            {
                var rows = await RowsAsync(filter with { Sort = sort, IsDescending = descending });

                Assert.Equal(expected.Select(r => r.Id).Order(), rows.Select(r => r.Id).Order());
                if (sort == AgentSort.Synced)
                {
                    // Agents that were never in sync come last in both directions.
                    Assert.Equal(rows.OrderBy(r => r.LastSyncedAt is null).Select(r => r.Id), rows.Select(r => r.Id));
                    rows = [.. rows.Where(r => r.LastSyncedAt is not null)];
                }

                for (var i = 1; i < rows.Count; i++)
                {
                    var (a, b) = descending ? (rows[i], rows[i - 1]) : (rows[i - 1], rows[i]);
                    Assert.True(
                        sort switch
                        {
                            AgentSort.State => a.State <= b.State,
                            AgentSort.Synced => a.LastSyncedAt <= b.LastSyncedAt,
                            AgentSort.Created => a.CreatedAt <= b.CreatedAt,
                            _ => string.Compare(a.BusinessName, b.BusinessName, StringComparison.OrdinalIgnoreCase) <= 0,
                        },
                        $"{a} before {b} by {sort}"
                    );
                }
            }
        }

        async Task<List<AgentBoardRow>> RowsAsync(AgentFilter filter)
        {
            var order = (await board.OrderAsync(TestPortal.Viewer, filter, Cancel)).Value!;
            Assert.Equal(order.Ids.Count, order.Total);
            return [.. (await board.RowsAsync(TestPortal.Viewer, order.Ids, Cancel)).Value!];
        }
    }

    [Fact]
    public async Task Board_ByAnyColumn_IsReadAlongAnIndex()
    {
        await using var portal = await TestPortal.StartAsync(TestDatabase.Sqlite, cluster);
        await using var db = portal.Database.CreateReadContext();

        foreach (var sort in Enum.GetValues<AgentSort>().Where(s => s != AgentSort.Attention))
        foreach (
            var part in AgentSorting.Parts(db, db.Agents, new AgentFilter { Sort = sort, IsDescending = sort != AgentSort.State }).Index()
        )
        {
            await using var command = part.Item.Take(100).CreateDbCommand();
            command.CommandText = "EXPLAIN QUERY PLAN " + command.CommandText;
            await db.Database.OpenConnectionAsync(Cancel);
            var plan = new List<string>();
            await using (var reader = await command.ExecuteReaderAsync(Cancel))
                while (await reader.ReadAsync(Cancel))
                    plan.Add(reader.GetString(3));

            Assert.DoesNotContain(plan, step => step.Contains("TEMP B-TREE FOR ORDER BY", StringComparison.Ordinal));
        }
    }

    /// <summary>Agents in each state, among them one that fails and one that was never in sync.</summary>
    private async Task<TestPortal> LivelyAsync(TestDatabase kind)
    {
        var portal = await TestPortal.StartAsync(kind, cluster);
        var numbers = await portal.AddNumbersAsync(2);
        var made = new List<Guid>();
        foreach (var name in (string[])["Delta", "Acme", "Birch", "Cedar", "Acme", "Oak"])
            made.Add((await portal.AddAgentAsync(name)).Business.Id);
        await portal.Get<NumberService>().DoAsync(TestPortal.Admin, numbers[0], new NumberCommand.Assign(made[1]), null, Cancel);
        await portal.ReconcileAgentsAsync();
        await portal.Get<AgentService>().PauseAsync(TestPortal.Admin, (await portal.AgentAsync(made[2])).Id, null, Cancel);
        await portal.ReconcileAgentsAsync();
        await portal.AddAgentAsync("Late");
        await using var db = portal.Database.CreateDbContext();
        var failed = await db.Agents.SingleAsync(a => a.BusinessId == made[3], Cancel);
        (failed.Status, failed.LastError) = (AgentStatus.Failed, "There is no voice 'x'.");
        var unreachable = await db.Agents.SingleAsync(a => a.BusinessId == made[4], Cancel);
        var sync = await db.AgentSyncs.SingleAsync(s => s.AgentId == unreachable.Id, Cancel);
        (sync.Attempts, sync.LastFault) = (AgentStateRules.NotInSyncAfter, "It cannot be reached.");
        await db.SaveChangesAsync(Cancel);
        return portal;
    }
}
