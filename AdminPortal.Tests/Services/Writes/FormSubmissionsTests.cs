using AdminPortal.Data.Entities;
using AdminPortal.Services;
using AdminPortal.Services.Businesses;
using AdminPortal.Services.Keys;
using AdminPortal.Services.Writes;
using AdminPortal.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace AdminPortal.Tests.Services.Writes;

public sealed class FormSubmissionsTests(PostgresCluster cluster)
{
    private static readonly NewBusiness s_acme = new("Acme Dental");

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory, OnEachDatabase]
    public async Task Send_TwiceConcurrentlyAndAgain_CreatesOneAndReturnsTheFirstResult(TestDatabase kind)
    {
        await using var portal = await TestPortal.StartAsync(kind, cluster);
        var form = portal.Get<FormSubmissions>().Open<BusinessRecord>();

        var sent = await Task.WhenAll(SendAsync(portal, form, s_acme), SendAsync(portal, form, s_acme));
        var again = await SendAsync(portal, form, s_acme);

        Assert.All(sent, s => Assert.Equal(again.Value!.Id, s.Value!.Id));
        Assert.Equal(1, await CountAsync(portal));
    }

    [Theory, OnEachDatabase]
    public async Task Send_AgainAfterALostResponse_ReturnsWhatWasCreated(TestDatabase kind)
    {
        await using var portal = await TestPortal.StartAsync(kind, cluster);
        var form = portal.Get<FormSubmissions>().Open<BusinessRecord>();
        BusinessRecord? created = null;
        var lost = await form.SendAsync(
            TestPortal.Admin,
            s_acme,
            async actor =>
            {
                created = (await portal.Get<BusinessService>().CreateAsync(actor, s_acme, Cancel)).Value;
                return new Refusal.Unavailable(MayHaveHappened: true);
            }
        );
        Assert.False(lost.IsDone);

        var again = await SendAsync(portal, form, s_acme);
        var other = await SendAsync(portal, portal.Get<FormSubmissions>().Open<BusinessRecord>(), s_acme);

        Assert.Equal(created, again.Value);
        Assert.NotEqual(created!.Id, other.Value!.Id);
    }

    [Theory, OnEachDatabase]
    public async Task Send_OtherValuesAfterALostResponse_IsRefused(TestDatabase kind)
    {
        await using var portal = await TestPortal.StartAsync(kind, cluster);
        var form = portal.Get<FormSubmissions>().Open<BusinessRecord>();
        await form.SendAsync(
            TestPortal.Admin,
            s_acme,
            async actor =>
            {
                await portal.Get<BusinessService>().CreateAsync(actor, s_acme, Cancel);
                return new Refusal.Unavailable(MayHaveHappened: true);
            }
        );

        var changed = await SendAsync(portal, form, new NewBusiness("Bolt"));

        Assert.IsType<Refusal.InvalidTransition>(changed.Refusal);
        Assert.Equal(1, await CountAsync(portal));
    }

    [Fact]
    public async Task Send_RefusedAndCorrected_Creates()
    {
        await using var portal = await TestPortal.StartAsync(TestDatabase.Sqlite, cluster);
        var form = portal.Get<FormSubmissions>().Open<BusinessRecord>();

        Assert.IsType<Refusal.Invalid>((await SendAsync(portal, form, new NewBusiness(" "))).Refusal);
        Assert.Equal("Acme Dental", (await SendAsync(portal, form, s_acme)).Value!.Name);
    }

    [Fact]
    public async Task Send_ResultWithASecret_IsStoredWithoutTheSecret()
    {
        await using var portal = await TestPortal.StartAsync(TestDatabase.Sqlite, cluster);
        var form = portal.Get<FormSubmissions>().Open<CreatedApiKey>(key => key with { Key = "" });

        var made = await form.SendAsync(
            TestPortal.Admin,
            "fields",
            actor => portal.Get<ApiKeyService>().CreateAsync(actor, "CRM", PortalRole.Admin, null, 30, Cancel)
        );

        await using var db = portal.Database.CreateReadContext();
        var stored = await db.IdempotencyKeys.SingleAsync(Cancel);
        Assert.NotEmpty(made.Value!.Key);
        Assert.DoesNotContain(made.Value.Key[^20..], stored.Body);
    }

    private static Task<Outcome<BusinessRecord>> SendAsync(TestPortal portal, FormSubmission<BusinessRecord> form, NewBusiness wanted) =>
        form.SendAsync(TestPortal.Admin, wanted, actor => portal.Get<BusinessService>().CreateAsync(actor, wanted, Cancel));

    private static async Task<int> CountAsync(TestPortal portal)
    {
        await using var db = portal.Database.CreateReadContext();
        return await db.Businesses.CountAsync(Cancel);
    }
}
