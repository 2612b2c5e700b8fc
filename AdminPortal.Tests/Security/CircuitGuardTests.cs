using System.Net.WebSockets;
using AdminPortal.Data.Records;
using AdminPortal.Data;
using AdminPortal.Tests.Components;
using AdminPortal.Tests.Components.Account;
using AdminPortal.Tests.Support;
using Microsoft.Extensions.DependencyInjection;

namespace AdminPortal.Tests.Security;

/// <summary>A live page belongs to the session that opened it, and one session can open so many and no more.</summary>
public sealed class CircuitGuardTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Page_WhoseConnectionBroke_IsGivenBackToItsSessionAndToNoOther()
    {
        await using var portal = Start();
        var address = portal.ClientOptions.BaseAddress;
        var owner = await SignInAsync(portal, "owner@example.com");
        var other = await SignInAsync(portal, "other@example.com");
        var sameUserElsewhere = await SignInAsync(portal, "owner@example.com", isNew: false);
        await using var first = await CircuitClient.ConnectAsync(address, owner, Cancel);
        var secret = await first.StartAsync(address, Cancel);
        Assert.NotNull(secret);
        first.Cut();

        foreach (var thief in (string[])[other, sameUserElsewhere])
        {
            await using var connection = await CircuitClient.ConnectAsync(address, thief, Cancel);
            Assert.False(await connection.ComeBackAsync(secret, Cancel));
        }

        await using var again = await CircuitClient.ConnectAsync(address, owner, Cancel);
        Assert.True(await again.ComeBackAsync(secret, Cancel));
    }

    [Fact]
    public async Task Page_OfAStranger_IsNotOpened()
    {
        await using var portal = Start();

        await Assert.ThrowsAsync<WebSocketException>(() => CircuitClient.ConnectAsync(portal.ClientOptions.BaseAddress, null, Cancel));
    }

    [Fact]
    public async Task Session_ThatHasOpenedItsShare_OpensNoMore_AndOthersStillDo()
    {
        await using var portal = Start(new() { ["OpenPages:PerSession"] = "3" });
        var address = portal.ClientOptions.BaseAddress;
        var greedy = await SignInAsync(portal, "greedy@example.com");
        var other = await SignInAsync(portal, "other@example.com");
        var open = new List<CircuitClient>();
        try
        {
            var secrets = new List<string?>();
            for (var i = 0; i < 5; i++)
            {
                open.Add(await CircuitClient.ConnectAsync(address, greedy, Cancel));
                secrets.Add(await open[^1].StartAsync(address, Cancel));
            }

            open.Add(await CircuitClient.ConnectAsync(address, other, Cancel));
            Assert.Equal([true, true, true, false, false], secrets.Select(s => s is not null));
            Assert.NotNull(await open[^1].StartAsync(address, Cancel));
        }
        finally
        {
            foreach (var client in open)
                await client.DisposeAsync();
        }
    }

    private static PagesApp Start(Dictionary<string, string>? settings = null)
    {
        var portal = new PagesApp(settings: settings ?? []);
        portal.UseKestrel(0);
        portal.StartServer();
        return portal;
    }

    /// <summary>The cookies of a new session.</summary>
    private static async Task<string> SignInAsync(PagesApp portal, string email, bool isNew = true)
    {
        if (isNew)
            await TestPeople.AddAsync(portal.Services.GetRequiredService<PortalDatabase>(), PortalRole.Support, email: email);
        using var visitor = AccountVisitor.At(portal.ClientOptions.BaseAddress);
        var (answer, _) = await visitor.SignInAsync(email, TestPeople.Password);
        return string.Join("; ", answer.Headers.GetValues("Set-Cookie").Select(c => c.Split(';')[0]));
    }
}
