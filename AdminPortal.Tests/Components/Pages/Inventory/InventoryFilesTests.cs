using System.Net;
using AdminPortal.Components.Shared;
using AdminPortal.Services.Inventory;
using AdminPortal.Services.Numbers;
using AdminPortal.Tests.Support;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;

namespace AdminPortal.Tests.Components.Pages.Inventory;

public sealed class InventoryFilesTests
{
    [Fact]
    public async Task Export_OfAView_ContainsItsNumbers()
    {
        var (portal, me) = await PagesApp.SignedInAsync();
        await using var _ = portal;
        await AddAsync(portal, "+18005550100", "+18005550101", "+18885550100");

        var (status, text, _) = await portal.AskAsync("/admin/phone-inventory/export.csv?status=available&q=0100&prefix=888");

        Assert.Equal(HttpStatusCode.OK, status);
        var lines = text.Split("\r\n", StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(2, lines.Length);
        Assert.Contains("+18885550100", lines[1]);
    }

    [Fact]
    public async Task Export_OfASelection_ContainsItsNumbers()
    {
        var (portal, me) = await PagesApp.SignedInAsync();
        await using var _ = portal;
        await AddAsync(portal, "+18005550100", "+18005550101", "+18885550100");
        var tickets = portal.Services.GetRequiredService<ExportTickets>();
        var chosen = tickets.Issue(me, new NumberSelection(null, ["+18885550100", "+18005550100"]));
        var allBut = tickets.Issue(me, new NumberSelection(new NumberFilter(), ["+18885550100"]));

        Assert.Equal(["+18005550100", "+18885550100"], await NumbersAsync(portal, chosen));
        Assert.Equal(["+18005550100", "+18005550101"], await NumbersAsync(portal, allBut));
    }

    [Fact]
    public async Task Export_OfAnInvalidView_ExplainsTheProblem()
    {
        var (portal, me) = await PagesApp.SignedInAsync();
        await using var _ = portal;

        var (status, text, _) = await portal.AskAsync("/admin/phone-inventory/export.csv?prefix=toll");

        Assert.Equal(HttpStatusCode.BadRequest, status);
        Assert.Contains("leading digits", text);
    }

    [Fact]
    public async Task Download_OfAnUnknownTicketOrJob_IsNotFound()
    {
        var (portal, me) = await PagesApp.SignedInAsync();
        await using var _ = portal;

        var (ticket, words, _) = await portal.AskAsync($"/admin/phone-inventory/export.csv?ticket={Guid.NewGuid()}");
        var (job, _, _) = await portal.AskAsync($"/bulk/{Guid.NewGuid()}.csv");

        Assert.Equal((HttpStatusCode.Gone, HttpStatusCode.NotFound), (ticket, job));
        Assert.Contains("export them again", words);
    }

    [Fact]
    public void Ticket_OfAnotherUserOrExpired_IsInvalid()
    {
        var clock = new FakeTimeProvider();
        var tickets = new ExportTickets(clock);
        var ticket = tickets.Issue(TestPortal.Admin, new NumberSelection(null, ["+18005550100"]));

        Assert.NotNull(tickets.Find<NumberSelection>(TestPortal.Admin, ticket));
        Assert.Null(tickets.Find<NumberSelection>(TestPortal.Support, ticket));
        clock.Advance(TimeSpan.FromMinutes(6));
        Assert.Null(tickets.Find<NumberSelection>(TestPortal.Admin, ticket));
    }

    private static async Task AddAsync(PagesApp portal, params string[] numbers)
    {
        // The database is ready after the first response.
        await portal.AskAsync("/health/live");
        var added = await portal
            .Services.GetRequiredService<NumberService>()
            .AddAsync(TestPortal.Admin, numbers, TestContext.Current.CancellationToken);
        Assert.Equal(numbers.Length, added.Value?.Added);
    }

    private static async Task<IEnumerable<string>> NumbersAsync(PagesApp portal, Guid ticket)
    {
        var (_, text, _) = await portal.AskAsync($"/admin/phone-inventory/export.csv?ticket={ticket}");
        return text.Split("\r\n", StringSplitOptions.RemoveEmptyEntries)
            .Skip(1)
            .Select(line => "+" + new string([.. line.Split(',')[0].Where(char.IsAsciiDigit)]));
    }
}
