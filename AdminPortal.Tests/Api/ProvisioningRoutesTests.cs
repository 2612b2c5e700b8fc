using System.Globalization;
using AdminPortal.Data.Entities;
using AdminPortal.Tests.Support;
using static AdminPortal.Tests.Support.ApiCalls;

namespace AdminPortal.Tests.Api;

public sealed class ProvisioningRoutesTests : IAsyncLifetime
{
    private readonly PortalApp _app = new();

    public ValueTask InitializeAsync() => _app.InitializeAsync();

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    [Fact]
    public async Task Provision_BusinessKeyWithoutBody_AssignsANumberAndReturnsItAgain()
    {
        var number = await _app.AddNumberAsync();
        await _app.AddNumberAsync();

        var first = (await _app.Acme.PostApiAsync("/api/phone/provision")).Is(200);
        var second = (await _app.Acme.PostApiAsync("/api/phone/provision")).Is(200);

        Assert.Equal(["success", "phone_number", "business_id", "assigned_at"], first.Fields);
        Assert.True(first["success"].GetBoolean());
        Assert.Equal(number, first["phone_number"].GetString());
        Assert.Equal(_app.AcmeId.ToString(), first["business_id"].GetString());
        Assert.EndsWith("Z", first["assigned_at"].GetString());
        Assert.Equal(first.Text, second.Text);
        Assert.Equal("application/json", first.MediaType);
    }

    [Theory]
    [InlineData("")]
    [InlineData("{}")]
    [InlineData("null")]
    [InlineData("""{"wait":true}""")]
    [InlineData("""{"something":"else"}""")]
    public async Task Provision_EmptyBody_IsAccepted(string body)
    {
        var number = await _app.AddNumberAsync();
        Assert.Equal(number, (await _app.Acme.PostApiAsync("/api/phone/provision", body)).Is(200)["phone_number"].GetString());
    }

    [Fact]
    public async Task Provision_AdminNamesABusiness_AssignsANumber()
    {
        var number = await _app.AddNumberAsync();
        var reply = (await _app.Admin.PostApiAsync("/api/phone/provision", new { business_id = _app.AcmeId })).Is(200);
        Assert.Equal(number, reply["phone_number"].GetString());
    }

    [Theory]
    [InlineData("", false)]
    [InlineData("""{"wait":false}""", false)]
    [InlineData("""{"wait":true}""", true)]
    public async Task Provision_EmptyInventory_IsRefusedWithoutADate(string body, bool waits)
    {
        var reply = (await _app.Acme.PostApiAsync("/api/phone/provision", body)).IsProblem(503, "No numbers available");

        Assert.Equal(0, reply["in_quarantine"].GetInt32());
        Assert.Equal(System.Text.Json.JsonValueKind.Null, reply["next_available_at"].ValueKind);
        Assert.Equal(waits, reply["waitlisted"].GetBoolean());
        Assert.Equal(waits, (await _app.Acme.GetApiAsync("/api/business/me")).Is(200)["waitlisted"].GetBoolean());
        Assert.Null(reply.Header("Retry-After"));
    }

    [Fact]
    public async Task Provision_AllInQuarantine_ReturnsWhenTheNextIsAvailable()
    {
        var number = await _app.AddNumberAsync();
        await _app.Acme.PostApiAsync("/api/phone/provision");
        (await _app.Support.PostApiAsync(At(number, "/release"), new { reason = "closed" })).Is(200);

        var reply = (await _app.Acme.PostApiAsync("/api/phone/provision")).IsProblem(503, "No numbers available");

        Assert.Equal(1, reply["in_quarantine"].GetInt32());
        var next = reply["next_available_at"].GetDateTimeOffset();
        Assert.EndsWith("Z", reply["next_available_at"].GetString());
        Assert.InRange(next, DateTimeOffset.UtcNow.AddDays(44), DateTimeOffset.UtcNow.AddDays(46));
        var wait = double.Parse(reply.Header("Retry-After")!, CultureInfo.InvariantCulture);
        Assert.InRange(wait, (next - DateTimeOffset.UtcNow).TotalSeconds - 60, (next - DateTimeOffset.UtcNow).TotalSeconds + 60);
    }

    [Fact]
    public async Task Provision_ConcurrentRequests_AssignEachNumberOnce()
    {
        var keys = new List<string>();
        for (var i = 0; i < 24; i++)
            keys.Add(await _app.MakeKeyAsync(PortalRole.Business, await _app.AddBusinessAsync($"B{i}")));
        for (var i = 0; i < 20; i++)
            await _app.AddNumberAsync();

        var replies = await Task.WhenAll(keys.Select(key => _app.CallerWith(key).PostApiAsync("/api/phone/provision")));

        var given = replies.Where(r => r.Status == 200).Select(r => r["phone_number"].GetString()).ToList();
        Assert.Equal(20, given.Count);
        Assert.Equal(20, given.Distinct().Count());
        Assert.All(replies.Where(r => r.Status != 200), r => r.IsProblem(503, "No numbers available"));
    }
}
