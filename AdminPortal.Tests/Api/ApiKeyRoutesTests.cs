using System.Text.Json;
using AdminPortal.Tests.Support;

namespace AdminPortal.Tests.Api;

public sealed class ApiKeyRoutesTests(PortalApp app) : IClassFixture<PortalApp>
{
    private static readonly string[] s_fields = ["id", "key", "role", "business_id", "name", "expires_at"];

    [Fact]
    public async Task Create_ForABusiness_ActsAsThatBusiness()
    {
        var business = await app.AddBusinessAsync("Keyed");

        var made = (
            await app.Admin.PostApiAsync($"/api/admin/businesses/{business}/api-keys", new { name = "Website", expires_days = 30 })
        ).Is(201);

        Assert.Equal(s_fields, made.Fields);
        Assert.Equal(("business", business), (made["role"].GetString(), made["business_id"].GetGuid()));
        Assert.InRange(made["expires_at"].GetDateTimeOffset(), DateTimeOffset.UtcNow.AddDays(29), DateTimeOffset.UtcNow.AddDays(31));
        using var caller = app.CallerWith(made["key"].GetString()!);
        Assert.Equal(business, (await caller.GetApiAsync("/api/business/me")).Is(200)["id"].GetGuid());
    }

    [Fact]
    public async Task Create_ForABusinessWithoutABody_IsCreated() =>
        (await app.Admin.PostApiAsync($"/api/admin/businesses/{app.AcmeId}/api-keys")).Is(201);

    [Theory]
    [InlineData("admin")]
    [InlineData("support")]
    public async Task Create_ForStaff_HasThatRole(string role)
    {
        var made = (await app.Admin.PostApiAsync("/api/admin/api-keys", new { name = "Script", role })).Is(201);
        Assert.Equal(role, made["role"].GetString());
        using var caller = app.CallerWith(made["key"].GetString()!);
        (await caller.GetApiAsync("/api/admin/phone-numbers")).Is(200);
    }

    [Theory]
    [InlineData("""{"name":"x"}""", 400)]
    [InlineData("""{"name":"x","role":"owner"}""", 400)]
    [InlineData("""{"name":"x","role":0}""", 400)]
    [InlineData("""{"name":"x","role":"business"}""", 400)]
    [InlineData("""{"name":"x","role":"admin","business_id":"01932c07-7d7a-7f00-8000-3a5b2c1d0e9f"}""", 400)]
    [InlineData("""{"name":"x","role":"business","business_id":"01932c07-7d7a-7f00-8000-3a5b2c1d0e9f"}""", 404)]
    [InlineData("""{"name":"x","role":"admin","expires_days":0}""", 400)]
    [InlineData("""{"role":"admin"}""", 400)]
    public async Task Create_InvalidBody_IsRefused(string body, int status) =>
        (await app.Admin.PostApiAsync("/api/admin/api-keys", body)).IsProblem(status);

    [Fact]
    public async Task List_Keys_ShowsNoSecret()
    {
        var made = (await app.Admin.PostApiAsync($"/api/admin/businesses/{app.AcmeId}/api-keys", new { name = "Listed" })).Is(201);
        // The part after the key's public prefix, which lists show.
        var secret = made["key"].GetString()![^24..];

        var list = (await app.Admin.GetApiAsync($"/api/admin/api-keys?business_id={app.AcmeId}")).Is(200);

        Assert.Contains(list["items"].EnumerateArray(), k => k.GetProperty("name").GetString() == "Listed");
        Assert.All(list["items"].EnumerateArray(), k => Assert.Equal(app.AcmeId, k.GetProperty("business_id").GetGuid()));
        Assert.DoesNotContain(secret, list.Text);
        Assert.DoesNotContain("hash", list.Text);
    }

    [Fact]
    public async Task Create_SentTwiceWithOneKey_CreatesOneAndShowsItOnce()
    {
        var path = $"/api/admin/businesses/{await app.AddBusinessAsync()}/api-keys";
        var first = (await app.Admin.PostApiAsync(path, new { name = "Once" }, ("Idempotency-Key", "one-key"))).Is(201);
        var second = (await app.Admin.PostApiAsync(path, new { name = "Once" }, ("Idempotency-Key", "one-key"))).Is(201);

        Assert.StartsWith("ap_", first["key"].GetString());
        Assert.Equal(JsonValueKind.Null, second["key"].ValueKind);
        Assert.Equal(first["id"].GetGuid(), second["id"].GetGuid());
    }
}
