using AdminPortal.Data.Entities;
using AdminPortal.Services;
using AdminPortal.Services.Numbers;
using AdminPortal.Services.Overview;
using AdminPortal.Tests.Support;

namespace AdminPortal.Tests.Services.Overview;

public sealed class QuickSearchServiceTests(PostgresCluster cluster)
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory, OnEachDatabase]
    public async Task Find_AnyNotationOfANumberOrPartOfABusiness_FindsIt(TestDatabase kind)
    {
        await using var portal = await TestPortal.StartAsync(kind, cluster);
        await portal.AddNumbersAsync(30);
        var acme = await portal.AddBusinessAsync("Acme Dental");
        await portal.Get<NumberService>().DoAsync(TestPortal.Admin, "+18005550007", new NumberCommand.Assign(acme.Id), null, Cancel);
        var search = portal.Get<QuickSearchService>();

        foreach (var text in (string[])["+18005550007", "(800) 555-0007", "1-800-555-0007", "5550007", "550007"])
            Assert.Equal("+18005550007", Assert.Single((await FindAsync(text)).Numbers).Number);
        foreach (var text in (string[])["acme", "DENTAL", acme.Id.ToString(), "555-0007"])
            Assert.Equal(acme.Id, Assert.Single((await FindAsync(text)).Businesses).Id);
        Assert.Empty((await FindAsync("acme")).Numbers);
        Assert.Equal(QuickSearchService.Most, (await FindAsync("800")).Numbers.Count);

        async Task<QuickResults> FindAsync(string text) => (await search.FindAsync(TestPortal.Support, text, Cancel)).Value!;
    }

    [Theory, OnEachDatabase]
    public async Task Find_ManyMatches_ListsAssignedOnesFirst_ThenThoseThatStartWithTheDigits(TestDatabase kind)
    {
        await using var portal = await TestPortal.StartAsync(kind, cluster);
        string[] inside = ["+18002083321", "+18002083322", "+18002083323", "+18002083324", "+18002083325"];
        string[] numbers = [.. inside, "+18005833999", "+18335550001", "+18335550002"];
        await portal.Get<NumberService>().AddAsync(TestPortal.Admin, numbers, Cancel);
        foreach (var number in (string[])["+18005833999", "+18335550002"])
        {
            var business = await portal.AddBusinessAsync(number);
            await portal.Get<NumberService>().DoAsync(TestPortal.Admin, number, new NumberCommand.Assign(business.Id), null, Cancel);
        }

        var found = (await portal.Get<QuickSearchService>().FindAsync(TestPortal.Admin, "833", Cancel)).Value!;

        Assert.Equal(["+18335550002", "+18005833999", "+18335550001", "+18002083321", "+18002083322"], found.Numbers.Select(n => n.Number));
        Assert.True((await portal.Get<QuickSearchService>().FindAsync(TestPortal.Admin, "800555000712345", Cancel)).IsDone);
    }

    [Theory, OnEachDatabase]
    public async Task Find_LettersOnTheKeypad_FindsTheNumberTheySpell(TestDatabase kind)
    {
        await using var portal = await TestPortal.StartAsync(kind, cluster);
        await portal.Get<NumberService>().AddAsync(TestPortal.Admin, ["+18003569377", "+18003569378"], Cancel);
        var search = portal.Get<QuickSearchService>();

        foreach (var text in (string[])["1-800-FLOWERS", "flowers"])
            Assert.Equal("+18003569377", Assert.Single((await search.FindAsync(TestPortal.Admin, text, Cancel)).Value!.Numbers).Number);
    }

    [Theory]
    [InlineData("")]
    [InlineData(" a ")]
    [InlineData("no such thing")]
    public async Task Find_WithoutMatches_IsEmpty(string text)
    {
        await using var portal = await TestPortal.StartAsync(TestDatabase.Sqlite, cluster);
        await portal.AddBusinessAsync("Acme Dental");

        var found = (await portal.Get<QuickSearchService>().FindAsync(TestPortal.Admin, text, Cancel)).Value!;

        Assert.Empty(found.Numbers);
        Assert.Empty(found.Businesses);
    }

    [Fact]
    public async Task Find_ByABusiness_IsRefused()
    {
        await using var portal = await TestPortal.StartAsync(TestDatabase.Sqlite, cluster);
        var business = new Actor("key:shop", PortalRole.Business, (await portal.AddBusinessAsync()).Id);

        Assert.IsType<Refusal.NotAllowed>((await portal.Get<QuickSearchService>().FindAsync(business, "acme", Cancel)).Refusal);
    }
}
