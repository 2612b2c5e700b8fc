using AdminPortal.Tests.Support;
using static AdminPortal.Tests.Support.ApiCalls;

namespace AdminPortal.Tests.Api;

public sealed class IdempotencyTests(PortalApp app) : IClassFixture<PortalApp>
{
    private static (string, string) Key(string key) => ("Idempotency-Key", key);

    [Fact]
    public async Task Write_SameRequestAgain_GetsTheSameResponseAndHasOneEffect()
    {
        var key = Key(Guid.NewGuid().ToString());
        var first = (await app.Admin.PostApiAsync("/api/admin/businesses", new { name = "Once" }, key)).Is(201);
        var second = (await app.Admin.PostApiAsync("/api/admin/businesses", new { name = "Once" }, key)).Is(201);

        Assert.Equal(first.Text, second.Text);
        Assert.Equal(
            (first.Header("ETag"), first.Header("Location"), first.Header("Content-Type")),
            (second.Header("ETag"), second.Header("Location"), second.Header("Content-Type"))
        );
        Assert.Null(first.Header("Idempotency-Replayed"));
        Assert.Equal("true", second.Header("Idempotency-Replayed"));
    }

    [Fact]
    public async Task Write_AnotherBodyOrRouteWithTheKey_IsRefused()
    {
        var key = Key(Guid.NewGuid().ToString());
        (await app.Admin.PostApiAsync("/api/admin/businesses", new { name = "One" }, key)).Is(201);

        (await app.Admin.PostApiAsync("/api/admin/businesses", new { name = "Two" }, key)).IsProblem(422, "Idempotency-Key used before");
        (await app.Admin.PostApiAsync("/api/admin/businesses?x=1", new { name = "One" }, key)).IsProblem(422);
        (await app.Admin.PostApiAsync("/api/admin/phone-numbers", new { name = "One" }, key)).IsProblem(422);
    }

    [Fact]
    public async Task Write_AnotherCallersKey_RevealsNothing()
    {
        var key = Key(Guid.NewGuid().ToString());
        var number = await app.AddNumberAsync();
        (await app.Admin.SendAsync("PATCH", At(number), new { note = "a" }, key)).Is(200);
        (await app.Support.SendAsync("PATCH", At(number), new { note = "b" }, key)).Is(200);
    }

    [Fact]
    public async Task Action_SameRequestAgainAfterTheStateChanged_GetsTheSavedResponse()
    {
        var number = await app.AddNumberAsync();
        var business = await app.AddBusinessAsync();
        var key = Key(Guid.NewGuid().ToString());
        var body = new { business_id = business };
        var first = (await app.Support.PostApiAsync(At(number, "/assign"), body, key)).Is(200);
        (await app.Support.PostApiAsync(At(number, "/release"), new { reason = "closed" })).Is(200);

        var second = (await app.Support.PostApiAsync(At(number, "/assign"), body, key)).Is(200);

        Assert.Equal(first.Text, second.Text);
        Assert.Equal("quarantined", (await app.Support.GetApiAsync(At(number)))["status"].GetString());
    }

    [Fact]
    public async Task Delete_SameRequestAgain_GetsTheSavedResponse()
    {
        var number = await app.AddNumberAsync();
        var key = Key(Guid.NewGuid().ToString());
        (await app.Admin.SendAsync("DELETE", At(number), null, key)).Is(204);
        (await app.Admin.SendAsync("DELETE", At(number), null, key)).Is(204);
        (await app.Admin.SendAsync("DELETE", At(number))).IsProblem(404);
    }

    [Fact]
    public async Task Refused_SameRequestAgain_IsTriedAgain()
    {
        var number = PortalApp.NewNumber();
        var key = Key(Guid.NewGuid().ToString());
        var body = new { note = "early" };
        (await app.Support.SendAsync("PATCH", At(number), body, key)).IsProblem(404);
        (await app.Admin.PostApiAsync("/api/admin/phone-numbers", new { number })).Is(201);
        (await app.Support.SendAsync("PATCH", At(number), body, key)).Is(200);
    }

    [Fact]
    public async Task Write_SixteenConcurrentWithOneKey_HaveOneEffectAndOneResponse()
    {
        var key = Key(Guid.NewGuid().ToString());
        var replies = await Task.WhenAll(
            Enumerable.Range(0, 16).Select(_ => app.Admin.PostApiAsync("/api/admin/businesses", new { name = "Sixteenfold" }, key))
        );

        Assert.Single(replies.Select(r => r.Is(201).Text).Distinct());
        Assert.Single((await app.Admin.GetApiAsync("/api/admin/businesses?q=Sixteenfold")).Is(200)["items"].EnumerateArray());
    }

    [Fact]
    public async Task Provision_SixteenConcurrentWithOneKey_GetOneResponse()
    {
        await app.AddNumberAsync();
        await app.AddNumberAsync();
        var body = new { business_id = await app.AddBusinessAsync() };
        var key = Key(Guid.NewGuid().ToString());
        var replies = await Task.WhenAll(Enumerable.Range(0, 16).Select(_ => app.Admin.PostApiAsync("/api/phone/provision", body, key)));

        Assert.Single(replies.Select(r => r.Is(200).Text).Distinct());
        Assert.Equal("true", (await app.Admin.PostApiAsync("/api/phone/provision", body, key)).Header("Idempotency-Replayed"));
    }

    [Theory]
    [InlineData("two words")]
    [InlineData("café")]
    public async Task Write_InvalidKey_IsRefused(string key) =>
        (await app.Admin.PostApiAsync("/api/admin/businesses", new { name = "x" }, Key(key))).IsProblem(400);

    [Fact]
    public async Task Write_KeyOf256Characters_IsRefused_Of255Accepted()
    {
        (await app.Admin.PostApiAsync("/api/admin/businesses", new { name = "x" }, Key(new string('k', 256)))).IsProblem(400);
        (await app.Admin.PostApiAsync("/api/admin/businesses", new { name = "x" }, Key(new string('k', 255)))).Is(201);
    }
}
