using AdminPortal.Services.Verification;
using AdminPortal.Tests.Support;

namespace AdminPortal.Tests.Services.Verification;

/// <summary>Rows are changed behind the portal's back in different ways, and verify lists each of them.</summary>
public sealed class VerifiedRowsTests(PostgresCluster cluster)
{
    private static readonly DateTimeOffset s_day = new(2026, 3, 1, 0, 0, 0, TimeSpan.Zero);

    [Theory, OnEachDatabase]
    public async Task Verify_HoldersDisagree_NamesEachNumberAndBusiness(TestDatabase kind)
    {
        await using var portal = await TestPortal.StartAsync(kind, cluster);
        var lively = await PopulatedPortal.LiveAsync(portal);
        var held = lively.Held;
        var nobody = Guid.NewGuid();
        await using (var tampering = await Tampering.WithAsync(portal))
        {
            await tampering.RunAsync($"UPDATE businesses SET phone_number = NULL WHERE id = {tampering.Id(held[0].Business)}");
            await tampering.RunAsync($"UPDATE businesses SET phone_number = '+18009990000' WHERE id = {tampering.Id(held[1].Business)}");
            await tampering.RunAsync(
                $"UPDATE toll_free_numbers SET assigned_to = {tampering.Id(nobody)} WHERE number = '{held[2].Number}'"
            );
            await tampering.RunAsync($"UPDATE number_assignments SET held_until = held_from WHERE number = '{held[3].Number}'");
            await tampering.AddLedgerRowAsync(lively.Free[0], lively.Without, s_day, null);
            await tampering.RunAsync($"UPDATE businesses SET phone_number = '{lively.Free[1]}' WHERE id = {tampering.Id(lively.Without)}");
        }

        var report = await portal.VerifyAsync();

        AssertFound(report, held[0].Number, $"assigned to business {held[0].Business} '", "whose phone_number is null");
        AssertFound(report, held[1].Business.ToString(), "+18009990000 is not in the inventory");
        AssertFound(report, held[1].Number, "whose phone_number is +18009990000");
        AssertFound(report, held[2].Number, $"assigned to business {nobody}, which does not exist");
        AssertFound(report, held[2].Business.ToString(), $"assigned to {nobody}");
        AssertFound(report, held[3].Number, "no open row of the ledger says so");
        AssertFound(report, lively.Free[0], "The ledger says that business", "it is assigned to nobody");
        AssertFound(report, lively.Without.ToString(), $"{lively.Free[1]} is available, assigned to nobody");
    }

    [Theory, OnEachDatabase]
    public async Task Verify_LedgerContradictsItself_NamesTheNumberOrBusiness(TestDatabase kind)
    {
        await using var portal = await TestPortal.StartAsync(kind, cluster);
        var lively = await PopulatedPortal.LiveAsync(portal);
        var (a, b, c) = (lively.Held[0].Business, lively.Held[1].Business, lively.Without);
        await using (var tampering = await Tampering.WithAsync(portal))
        {
            await tampering.AddLedgerRowAsync(lively.Free[0], a, s_day, s_day.AddDays(-1));
            await tampering.AddLedgerRowAsync(lively.Free[1], a, s_day, s_day.AddDays(9));
            await tampering.AddLedgerRowAsync(lively.Free[1], b, s_day.AddDays(2), s_day.AddDays(3));
            await tampering.AddLedgerRowAsync(lively.Free[2], c, s_day, s_day.AddDays(9));
            await tampering.AddLedgerRowAsync(lively.Free[3], c, s_day.AddDays(8), s_day.AddDays(12));
            await tampering.AddLedgerRowAsync("+18009990000", c, s_day.AddDays(20), s_day.AddDays(21));

            // Consecutive rows at the same moment are consistent.
            await tampering.AddLedgerRowAsync(lively.Free[4], a, s_day.AddDays(20), s_day.AddDays(21));
            await tampering.AddLedgerRowAsync(lively.Free[4], b, s_day.AddDays(21), s_day.AddDays(22));
        }

        var report = await portal.VerifyAsync();

        AssertFound(report, lively.Free[0], "which is earlier");
        AssertFound(
            report,
            lively.Free[1],
            $"business {b} held it from 2026-03-03",
            $"when business {a} held it from 2026-03-01",
            "until 2026-03-10"
        );
        AssertFound(report, c.ToString(), $"held {lively.Free[3]} from 2026-03-09", $"when it held {lively.Free[2]}");
        AssertFound(report, "+18009990000", "not in the inventory");
        Assert.DoesNotContain(report.Findings, f => f.Record.Contains(lively.Free[4], StringComparison.Ordinal));
    }

    [Theory, OnEachDatabase]
    public async Task Verify_StateWithoutItsFields_NamesTheNumber(TestDatabase kind)
    {
        await using var portal = await TestPortal.StartAsync(kind, cluster);
        var lively = await PopulatedPortal.LiveAsync(portal);
        var free = lively.Free;
        await using (var tampering = await Tampering.WithAsync(portal))
        {
            foreach (var constraint in (string[])["status", "assigned", "available", "quarantined"])
                await tampering.DropConstraintAsync("toll_free_numbers", $"ck_toll_free_numbers_{constraint}");
            await SetAsync(tampering, free[0], "status = 'lost'");
            await SetAsync(tampering, free[1], "available_since = NULL");
            await SetAsync(tampering, free[2], $"quarantined_until = {tampering.Time(s_day)}");
            await SetAsync(tampering, free[3], "status = 'assigned'");
            await SetAsync(tampering, lively.Held[0].Number, "status = 'inactive'");
            await SetAsync(tampering, lively.Resting, "quarantined_until = NULL");
            await SetAsync(tampering, free[4], "number = '8005550199'");
            await SetAsync(tampering, free[5], "number = '+1 800 555 0198'");
        }

        var report = await portal.VerifyAsync();

        AssertFound(report, free[0], "Its status is 'lost', which is none");
        AssertFound(report, free[1], "It is available, and available_since is not set");
        AssertFound(report, free[2], "It is available, and quarantined_until is 2026-03-01");
        AssertFound(report, free[3], "It is assigned, and assigned_to is not set");
        AssertFound(report, lively.Held[0].Number, $"It is inactive, and assigned_to is {lively.Held[0].Business}");
        AssertFound(report, lively.Resting, "It is quarantined, and quarantined_until is not set");
        AssertFound(report, "8005550199", "not a number in E.164 format");
        AssertFound(report, "+1 800 555 0198", "not a number in E.164 format");
    }

    [Theory, OnEachDatabase]
    public async Task Verify_WithoutUniqueIndexes_NamesDuplicates(TestDatabase kind)
    {
        await using var portal = await TestPortal.StartAsync(kind, cluster);
        var lively = await PopulatedPortal.LiveAsync(portal);
        var held = lively.Held;
        await using (var tampering = await Tampering.WithAsync(portal))
        {
            await tampering.AddAgentAsync(held[4].Business, "agent-4");
            await tampering.AddAgentAsync(held[5].Business, "agent-5");
            foreach (
                var index in (string[])
                    [
                        "toll_free_numbers_assigned_to",
                        "businesses_phone_number",
                        "businesses_external_id",
                        "number_assignments_number",
                        "number_assignments_business_id",
                        "ai_agents_business_id",
                        "ai_agents_provider_agent_id",
                    ]
            )
                await tampering.RunAsync($"DROP INDEX ix_{index}");
            await tampering.DropNumberKeyAsync();
            await SetAsync(tampering, lively.Free[1], $"number = '{lively.Free[0]}'");
            await SetAsync(
                tampering,
                lively.Free[2],
                $"status = 'assigned', available_since = NULL, assigned_to = {tampering.Id(held[0].Business)}"
            );
            await tampering.RunAsync($"UPDATE businesses SET phone_number = '{held[1].Number}' WHERE id = {tampering.Id(lively.Without)}");
            await tampering.RunAsync(
                $"UPDATE businesses SET external_id = 'both' WHERE id IN ({tampering.Id(held[1].Business)}, "
                    + $"{tampering.Id(held[2].Business)})"
            );
            await tampering.AddLedgerRowAsync(held[3].Number, held[3].Business, s_day, null);
            await tampering.RunAsync("UPDATE ai_agents SET provider_agent_id = 'agent-4'");
            await tampering.AddAgentAsync(held[5].Business, "agent-6");
        }

        var report = await portal.VerifyAsync();

        AssertFound(report, lively.Free[0], "in the inventory 2 times");
        AssertFound(report, held[0].Business.ToString(), "2 numbers are assigned to it");
        AssertFound(report, held[1].Number, "2 businesses have it as their phone_number");
        AssertFound(report, "external_id 'both'", "2 businesses have it");
        AssertFound(report, held[3].Number, "2 rows of the ledger are open for it");
        AssertFound(report, held[3].Business.ToString(), "2 rows of the ledger are open for it");
        AssertFound(report, held[5].Business.ToString(), "It has 2 agents");
        AssertFound(report, "agent 'agent-4'", "2 agents here claim it");
        AssertFound(report, "table toll_free_numbers", "unique index on (number) is missing");
        AssertFound(report, "table businesses", "unique index on (phone_number) is missing");
    }

    [Theory, OnEachDatabase]
    public async Task Verify_AgentWithoutBusinessOrWrongCounts_NamesThem(TestDatabase kind)
    {
        await using var portal = await TestPortal.StartAsync(kind, cluster);
        var lively = await PopulatedPortal.LiveAsync(portal);
        var nobody = Guid.NewGuid();
        await using (var tampering = await Tampering.WithAsync(portal))
        {
            await tampering.AddAgentAsync(lively.Held[0].Business, "agent-1");
            await tampering.RunAsync($"UPDATE ai_agents SET business_id = {tampering.Id(nobody)}");
            await tampering.RunAsync("UPDATE number_counts SET count = count + 3 WHERE status = 'available'");
            await tampering.RunAsync("INSERT INTO number_counts (prefix, status, stripe, count) VALUES ('+44', 'inactive', 0, 1)");
        }

        var report = await portal.VerifyAsync();

        AssertFound(report, "'Agent'", $"Its business {nobody} does not exist");
        AssertFound(report, "prefix 800", "numbers are available, and the kept count says");
        AssertFound(report, "prefix +44", "0 numbers are inactive, and the kept count says 1");
    }

    internal static void AssertFound(VerificationReport report, string record, params string[] words) =>
        Assert.True(
            report.Findings.Any(f =>
                f.Record.Contains(record, StringComparison.Ordinal) && words.All(w => f.Message.Contains(w, StringComparison.Ordinal))
            ),
            $"Nothing says '{string.Join("', '", words)}' of {record}. Found:\n"
                + string.Join('\n', report.Findings.Select(f => $"{f.Record}: {f.Message}"))
        );

    private static Task SetAsync(Tampering tampering, string number, string what) =>
        tampering.RunAsync($"UPDATE toll_free_numbers SET {what} WHERE number = '{number}'");
}
