using System.Net;
using AdminPortal.Data.Entities;

namespace AdminPortal.Tests.Components.Shared.Agents;

/// <summary>The recordings of voices, as a browser loads them.</summary>
public sealed class VoiceRoutesTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Sample_ComesFromThePortal_ForStaffAndBusinesses()
    {
        await using var app = new PagesApp();
        var acme = await app.AddBusinessAsync();
        await app.SignInAsync(PortalRole.Business, acme);
        using var visitor = app.Visit();

        using var found = await visitor.GetAsync("/voices/sample?voice=11labs-Amy", Cancel);
        using var missing = await visitor.GetAsync("/voices/sample?voice=https://elsewhere.example.com/a.mp3", Cancel);

        Assert.Equal((HttpStatusCode.OK, "audio/wav"), (found.StatusCode, found.Content.Headers.ContentType?.MediaType));
        Assert.Equal("RIFF"u8.ToArray(), (await found.Content.ReadAsByteArrayAsync(Cancel))[..4]);
        Assert.True(found.Headers.CacheControl is { Private: true, MaxAge.TotalHours: 24 });

        // Media has no rule of its own, so it may come from the portal only.
        var policy = Assert.Single(found.Headers.GetValues("Content-Security-Policy"));
        Assert.StartsWith("default-src 'self';", policy, StringComparison.Ordinal);
        Assert.DoesNotContain("media-src", policy, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.NotFound, missing.StatusCode);
    }
}
