using AdminPortal.Services;
using AdminPortal.Services.Inventory;
using AdminPortal.Services.Numbers;
using AdminPortal.Services.Provisioning;
using AdminPortal.Tests.Support;
using CsCheck;
using Microsoft.Extensions.Time.Testing;

namespace AdminPortal.Tests.Services.Numbers;

/// <summary>Random sequences of all actions on numbers.</summary>
public sealed class NumberLifeTests(PostgresCluster cluster)
{
    private const int Numbers = 6;
    private const int Businesses = 5;

    /// <summary>The most common ones twice.</summary>
    private static readonly string[] s_actions =
    [
        "provision",
        "provision",
        "assign",
        "release",
        "release",
        "reassign",
        "undo",
        "end",
        "deactivate",
        "activate",
    ];

    private static readonly Gen<(string Action, int Number, int Business)> s_step = Gen.Select(
        Gen.Int[0, s_actions.Length - 1].Select(i => s_actions[i]),
        Gen.Int[0, Numbers - 1],
        Gen.Int[0, Businesses - 1]
    );

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory, OnEachDatabase]
    public async Task AnySequence_OfOneCaller_MatchesTheModel(TestDatabase kind)
    {
        await s_step
            .Array[40]
            .SampleAsync(
                async steps =>
                {
                    var clock = new FakeTimeProvider(new DateTimeOffset(2026, 11, 1, 8, 0, 0, TimeSpan.Zero));
                    await using var portal = await TestPortal.StartAsync(kind, cluster, clock);
                    var numbers = await portal.AddNumbersAsync(Numbers);
                    var businesses = await portal.AddBusinessesAsync(Businesses);
                    var model = new NumberLifeModel(Numbers, Businesses);

                    foreach (var step in steps)
                    {
                        clock.Advance(TimeSpan.FromSeconds(1));
                        var expected = Expect(model, step, numbers);
                        var actual = await DoAsync(portal, step, numbers, businesses);
                        Assert.True(expected == actual, $"{step}: expected {expected}, was {actual}");
                    }

                    var listed = (await portal.Get<InventoryService>().ListAsync(TestPortal.Admin, new NumberFilter(), null, 100, Cancel))
                        .Value!
                        .Items;
                    Assert.Equal(
                        Enumerable
                            .Range(0, Numbers)
                            .Select(n => (model.Status(n), model.Holder(n) is { } holder ? businesses[holder] : (Guid?)null)),
                        listed.Select(n => (n.Status, n.AssignedTo))
                    );
                    await portal.AssertSoundAsync();
                },
                iter: kind == TestDatabase.Sqlite ? 15 : 8,
                threads: 1
            );
    }

    [Theory, OnEachDatabase]
    public async Task AnySequences_OfSeveralCallersOnTwoNodes_LeaveAConsistentDatabase(TestDatabase kind)
    {
        await s_step
            .Array[60]
            .Array[6]
            .SampleAsync(
                async callers =>
                {
                    await using var portal = await TestPortal.StartAsync(kind, cluster);
                    await using var other = await portal.StartAnotherAsync();
                    var numbers = await portal.AddNumbersAsync(Numbers);
                    var businesses = await portal.AddBusinessesAsync(Businesses);

                    await Task.WhenAll(
                        callers.Select(
                            (steps, caller) =>
                                Task.Run(async () =>
                                {
                                    foreach (var step in steps)
                                        await DoAsync(caller % 2 == 0 ? portal : other, step, numbers, businesses);
                                })
                        )
                    );

                    await portal.AssertSoundAsync();
                },
                iter: kind == TestDatabase.Sqlite ? 6 : 4,
                threads: 1
            );
    }

    /// <summary>The model's result of a step: "done", the assigned number, or "refused".</summary>
    private static string Expect(NumberLifeModel model, (string Action, int Number, int Business) step, IReadOnlyList<string> numbers)
    {
        if (step.Action == "provision")
            return model.Provision(step.Business) is { } given ? numbers[given] : "refused";
        var done = step.Action switch
        {
            "assign" => model.Assign(step.Number, step.Business),
            "release" => model.Release(step.Number),
            "reassign" => model.Reassign(step.Number, step.Business),
            "undo" => model.UndoRelease(step.Number),
            "end" => model.EndQuarantine(step.Number),
            "deactivate" => model.Deactivate(step.Number),
            _ => model.Activate(step.Number),
        };
        return done ? "done" : "refused";
    }

    private static async Task<string> DoAsync(
        TestPortal portal,
        (string Action, int Number, int Business) step,
        IReadOnlyList<string> numbers,
        IReadOnlyList<Guid> businesses
    )
    {
        var (number, business) = (numbers[step.Number], businesses[step.Business]);
        var service = portal.Get<NumberService>();
        if (step.Action == "provision")
            return (await portal.Get<ProvisioningService>().ProvisionAsync(TestPortal.Admin, business, Cancel)).Match(
                p => p.PhoneNumber,
                Refused
            );
        Outcome<NumberRecord> outcome = step.Action switch
        {
            "assign" => await service.DoAsync(TestPortal.Support, number, new NumberCommand.Assign(business), null, Cancel),
            "release" => await service.DoAsync(TestPortal.Support, number, new NumberCommand.Release("test"), null, Cancel),
            "reassign" => await service.DoAsync(TestPortal.Support, number, new NumberCommand.Reassign(business, "test"), null, Cancel),
            "undo" => await service.DoAsync(TestPortal.Support, number, new NumberCommand.UndoRelease(), null, Cancel),
            "end" => await service.DoAsync(TestPortal.Admin, number, new NumberCommand.EndQuarantine("test"), null, Cancel),
            "deactivate" => await service.DoAsync(TestPortal.Admin, number, new NumberCommand.Deactivate("test"), null, Cancel),
            _ => await service.DoAsync(TestPortal.Admin, number, new NumberCommand.Activate("test"), null, Cancel),
        };
        return outcome.Match(_ => "done", Refused);
    }

    private static string Refused(Refusal refusal)
    {
        Assert.True(refusal is Refusal.InvalidTransition or Refusal.NoneAvailable, refusal.ToString());
        return "refused";
    }
}
