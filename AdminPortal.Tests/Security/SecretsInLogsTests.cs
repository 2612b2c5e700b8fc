using System.Collections.Concurrent;
using AdminPortal.Data.Entities;
using AdminPortal.Services.Keys;
using AdminPortal.Services.People;
using AdminPortal.Tests.Components;
using AdminPortal.Tests.Components.Account;
using AdminPortal.Tests.Support;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace AdminPortal.Tests.Security;

/// <summary>Credentials are never logged, even with all logging enabled.</summary>
public sealed class SecretsInLogsTests
{
    [Theory]
    [InlineData(null)]
    [InlineData("Trace")]
    public async Task Secrets_AreNeverLogged(string? level)
    {
        var settings = new Dictionary<string, string> { ["RateLimits:Enabled"] = "false" };
        foreach (
            var category in (string[])["Default", "Microsoft.AspNetCore", "Microsoft.EntityFrameworkCore", "AdminPortal.Api.Authentication"]
        )
            if (level is not null)
                settings[$"Logging:LogLevel:{category}"] = level;
        using var log = new CollectedLines();
        await using var portal = new PagesApp(services: services => services.AddSingleton<ILoggerProvider>(log), settings: settings);
        await SignInAttackTests.AddPersonAsync(portal);
        var invitation = (
            await portal
                .Services.GetRequiredService<InvitationService>()
                .InviteAsync(TestPortal.Admin, "jo@example.com", PortalRole.Support, null, TestContext.Current.CancellationToken)
        ).Value!;
        var key = (
            await portal
                .Services.GetRequiredService<ApiKeyService>()
                .CreateAsync(TestPortal.Admin, "Website", PortalRole.Admin, null, null, TestContext.Current.CancellationToken)
        )
            .Value!
            .Key;
        const string Wrong = "a wrong guess of mine",
            Chosen = "three grey elephants";
        using var visitor = AccountVisitor.Of(portal);

        await visitor.SignInAsync("admin@example.com", Wrong);
        var (signedIn, _) = await visitor.SignInAsync("admin@example.com", TestPeople.Password);
        var cookie = signedIn
            .Headers.GetValues("Set-Cookie")
            .Single(c => c.StartsWith("ap-session=", StringComparison.Ordinal))
            .Split('=', ';')[1];
        await visitor.GetAsync("/");
        var link = $"/account/join?user={invitation.User.Id}&token={Uri.EscapeDataString(invitation.Token)}";
        var (joined, _) = await visitor.SubmitAsync(link, ("Input.Password", Chosen));
        Assert.Equal(302, (int)joined.StatusCode);
        await visitor.SubmitAsync(link);
        using var program = portal.CreateClient();
        foreach (var sent in (string[])[key, key + "x"])
            await program.GetApiAsync("/api/admin/phone-numbers", ("Authorization", $"Bearer {sent}"));

        Assert.NotEmpty(log.Lines);
        foreach (
            var secret in (string[])
                [
                    Wrong,
                    TestPeople.Password,
                    Chosen,
                    invitation.Token,
                    Uri.EscapeDataString(invitation.Token),
                    key,
                    key[(key.IndexOf('_', 3) + 1)..],
                    cookie,
                ]
        )
            Assert.DoesNotContain(log.Lines, line => line.Contains(secret, StringComparison.Ordinal));
    }

    /// <summary>Collects every line, with its exception.</summary>
    private sealed class CollectedLines : ILoggerProvider, ILogger
    {
        public ConcurrentQueue<string> Lines { get; } = [];

        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull
        {
            Lines.Enqueue(state.ToString() ?? "");
            return null;
        }

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(
            LogLevel logLevel,
            EventId eventId,
            TState state,
            Exception? exception,
            Func<TState, Exception?, string> formatter
        ) => Lines.Enqueue($"{formatter(state, exception)} {exception}");

        public void Dispose() { }
    }
}
