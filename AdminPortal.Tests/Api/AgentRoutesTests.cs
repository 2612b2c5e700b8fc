using AdminPortal.Tests.Support;

namespace AdminPortal.Tests.Api;

/// <summary>Agents over HTTP, on the simulated provider with the portal's own background jobs.</summary>
public sealed class AgentRoutesTests : IAsyncLifetime
{
    private readonly PortalApp _app = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public ValueTask InitializeAsync() => _app.InitializeAsync();

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    [Fact]
    public async Task Agent_CreatedPausedAndResumed_IsReconciledAtTheProvider()
    {
        var made = (
            await _app.Admin.PostApiAsync($"/api/admin/businesses/{_app.AcmeId}/agent", new { name = "Ada", greeting = "Acme, hello!" })
        ).Is(201);
        Assert.Equal(
            [
                "id",
                "business_id",
                "name",
                "provider",
                "provider_agent_id",
                "status",
                "last_error",
                "last_synced_at",
                "row_version",
                "opening_hours",
            ],
            made.Fields
        );
        Assert.Equal(
            ("Ada", "simulated", "provisioning"),
            (made["name"].GetString(), made["provider"].GetString(), made["status"].GetString())
        );
        var active = await UntilAsync("active");
        Assert.NotNull(active["provider_agent_id"].GetString());
        (await _app.Admin.PostApiAsync($"/api/admin/businesses/{_app.AcmeId}/agent", new { })).IsProblem(409);

        var at = $"/api/admin/agents/{made["id"].GetGuid()}";
        (await _app.Support.PostApiAsync($"{at}/pause")).Is(200);
        await UntilAsync("paused");
        Assert.Equal("paused", (await _app.Acme.GetApiAsync("/api/business/me")).Is(200)["agent"].GetProperty("status").GetString());
        (await _app.Acme.PostApiAsync("/api/business/agent/resume")).Is(200);
        await UntilAsync("active");
    }

    [Fact]
    public async Task Change_WithAnOldVersion_IsRefusedWithTheNewOne()
    {
        var made = (await _app.Admin.PostApiAsync($"/api/admin/businesses/{_app.AcmeId}/agent", new { })).Is(201);
        var at = $"/api/admin/agents/{made["id"].GetGuid()}";
        var active = await UntilAsync("active");

        (await _app.Support.SendAsync("PATCH", at, new { greeting = "Mine" }, ("If-Match", "\"1\""))).IsProblem(412);
        var changed = (
            await _app.Support.SendAsync("PATCH", at, new { greeting = "Mine" }, ("If-Match", $"\"{active["row_version"].GetInt64()}\""))
        ).Is(200);
        Assert.Equal(active["row_version"].GetInt64() + 1, changed["row_version"].GetInt64());
        (await _app.Support.SendAsync("PATCH", at, new { language = "Klingon, please" })).IsProblem(400, "Invalid request");
    }

    [Fact]
    public async Task OpeningHours_AreChangedByTheBusiness_ShownAndRemoved()
    {
        (await _app.Admin.PostApiAsync($"/api/admin/businesses/{_app.AcmeId}/agent", new { })).Is(201);
        string[] morning = ["09:00-12:00", "13:00-00:00"];

        var set = (
            await _app.Acme.SendAsync(
                "PATCH",
                "/api/business/agent",
                new { greeting = "Acme!", opening_hours = new { time_zone = "America/Chicago", monday = morning } }
            )
        ).Is(200)["opening_hours"];
        Assert.Equal("America/Chicago", set.GetProperty("time_zone").GetString());
        Assert.Equal(["09:00-12:00", "13:00-24:00"], set.GetProperty("monday").EnumerateArray().Select(s => s.GetString()));
        Assert.Equal(0, set.GetProperty("sunday").GetArrayLength());

        // What is left out stays, and null removes.
        var own = (await _app.Acme.SendAsync("PATCH", "/api/business/agent", new { greeting = "Hello" })).Is(200);
        Assert.Equal("America/Chicago", own["opening_hours"].GetProperty("time_zone").GetString());
        var at = $"/api/admin/agents/{own["id"].GetGuid()}";
        (await _app.Support.SendAsync("PATCH", at, new { opening_hours = new { time_zone = "Chicago" } })).IsProblem(400);
        var removed = (await _app.Support.SendAsync("PATCH", at, """{ "opening_hours": null }""")).Is(200);
        Assert.Equal(System.Text.Json.JsonValueKind.Null, removed["opening_hours"].ValueKind);
    }

    [Fact]
    public async Task List_ByState_ContainsOnlyMatches()
    {
        (await _app.Admin.PostApiAsync($"/api/admin/businesses/{_app.AcmeId}/agent", new { })).Is(201);
        await UntilAsync("active");

        Assert.Equal(1, (await _app.Support.GetApiAsync("/api/admin/agents?status=active")).Is(200)["items"].GetArrayLength());
        Assert.Equal(0, (await _app.Support.GetApiAsync("/api/admin/agents?status=failed")).Is(200)["items"].GetArrayLength());
        Assert.Contains(
            "'status'",
            (await _app.Support.GetApiAsync("/api/admin/agents?status=asleep")).IsProblem(400)["detail"].GetString()
        );
    }

    private async Task<ApiReply> UntilAsync(string status)
    {
        ApiReply found = null!;
        for (var i = 0; i < 300; i++)
        {
            found = (await _app.Admin.GetApiAsync("/api/admin/agents")).Is(200);
            if (found["items"].EnumerateArray().Single().GetProperty("status").GetString() == status)
                return found with { Text = found["items"][0].GetRawText() };
            await Task.Delay(100, Cancel);
        }

        throw new TimeoutException($"The agent did not become {status}: {found}");
    }
}
