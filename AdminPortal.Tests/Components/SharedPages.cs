using System.Net;
using AdminPortal.Data;
using AdminPortal.Data.Entities;
using AdminPortal.Tests.Support;
using Microsoft.Extensions.DependencyInjection;

namespace AdminPortal.Tests.Components;

/// <summary>One portal for the tests of a class that only read, with a signed-in user of each role: starting one takes longer than
/// most requests.</summary>
public sealed class SharedPages : IAsyncLifetime
{
    private readonly Dictionary<PortalRole, string> _sessions = [];

    internal PagesApp App { get; } = new();

    public async ValueTask InitializeAsync()
    {
        var business = await App.AddBusinessAsync();
        foreach (var role in Enum.GetValues<PortalRole>())
            _sessions[role] = App.SessionOf(
                await TestPeople.AddAsync(
                    App.Services.GetRequiredService<PortalDatabase>(),
                    role,
                    role == PortalRole.Business ? business : null
                )
            );
    }

    public ValueTask DisposeAsync() => App.DisposeAsync();

    /// <summary>A client without redirects, as a user of a role; null: not signed in.</summary>
    internal HttpClient Visit(PortalRole? role)
    {
        var client = App.Visit();
        if (role is { } signedIn)
            client.DefaultRequestHeaders.Add("Cookie", _sessions[signedIn]);
        return client;
    }

    /// <summary>Asks for a page like a browser, without redirects.</summary>
    internal Task<(HttpStatusCode Status, string Text, Uri? Location)> AskAsync(string path, PortalRole? role) =>
        App.AskAsync(path, headers: role is { } signedIn ? [("Cookie", _sessions[signedIn])] : []);
}
