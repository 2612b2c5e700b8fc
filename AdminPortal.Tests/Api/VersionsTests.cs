using AdminPortal.Tests.Support;
using static AdminPortal.Tests.Support.ApiCalls;

namespace AdminPortal.Tests.Api;

/// <summary><c>ETag</c>, <c>If-Match</c>, <c>If-None-Match</c> and <c>row_version</c>.</summary>
public sealed class VersionsTests(PortalApp app) : IClassFixture<PortalApp>
{
    [Fact]
    public async Task Release_WithAnOldVersion_IsRefusedWithTheCurrentRecord()
    {
        var number = await app.AddNumberAsync();
        (
            await app.Support.PostApiAsync(At(number, "/assign"), new { business_id = await app.AddBusinessAsync() }, ("If-Match", "\"1\""))
        ).Is(200);

        foreach (
            var (body, headers) in ((object, (string, string)[])[])
                [
                    (new { reason = "old" }, [("If-Match", "\"1\"")]),
                    (new { reason = "old", row_version = 1 }, []),
                    (new { reason = "old", row_version = 1 }, [("If-Match", "\"1\"")]),
                    (new { reason = "weak" }, [("If-Match", "W/\"1\"")]),
                    (new { reason = "compressed" }, [("If-Match", "\"1-gzip\"")]),
                    (new { reason = "foreign" }, [("If-Match", "\"abc\"")]),
                ]
        )
        {
            var stale = (await app.Support.PostApiAsync(At(number, "/release"), body, headers)).IsProblem(412);
            Assert.Equal((await app.Support.GetApiAsync(At(number))).Text, stale["current"].GetRawText());
            Assert.Equal("\"2\"", stale.Header("ETag"));
        }

        (await app.Support.PostApiAsync(At(number, "/release"), new { reason = "now", row_version = 2 }, ("If-Match", "\"2\""))).Is(200);
    }

    [Fact]
    public async Task Change_BusinessWithAnOldVersion_IsRefusedWithTheCurrentRecord()
    {
        var path = $"/api/admin/businesses/{await app.AddBusinessAsync("First")}";
        (await app.Admin.SendAsync("PATCH", path, new { name = "Second" }, ("If-Match", "\"1\""))).Is(200);

        var stale = (await app.Admin.SendAsync("PATCH", path, new { name = "Third" }, ("If-Match", "\"1\""))).IsProblem(412);

        Assert.Equal("Second", stale["current"].GetProperty("name").GetString());
    }

    [Theory]
    [InlineData("3")]
    [InlineData("\"1\", \"2\"")]
    [InlineData("\"1")]
    public async Task Write_MalformedIfMatch_IsRefused(string tag) =>
        (await app.Support.SendAsync("PATCH", At(await app.AddNumberAsync()), new { note = "x" }, ("If-Match", tag))).IsProblem(400);

    [Theory]
    [InlineData("W/\"1\"")]
    [InlineData("\"1-gzip\"")]
    [InlineData("W/\"1-gzip\"")]
    [InlineData("\"1--gzip\"")]
    [InlineData("\"1-br\"")]
    [InlineData("\"1;gzip\"")]
    public async Task Write_ETagRewrittenByAProxy_IsAccepted(string tag)
    {
        var number = await app.AddNumberAsync();

        (await app.Support.SendAsync("PATCH", At(number), new { note = "x" }, ("If-Match", tag))).Is(200);

        (await app.Support.GetApiAsync(At(number), ("If-None-Match", tag.Replace('1', '2')))).Is(304);
    }

    [Fact]
    public async Task Write_TwoDifferentVersions_IsRefused() =>
        (
            await app.Support.SendAsync("PATCH", At(await app.AddNumberAsync()), new { note = "x", row_version = 1 }, ("If-Match", "\"2\""))
        ).IsProblem(400);

    [Fact]
    public async Task Write_AnyVersion_IsAccepted() =>
        (await app.Support.SendAsync("PATCH", At(await app.AddNumberAsync()), new { note = "x" }, ("If-Match", "*"))).Is(200);

    [Fact]
    public async Task Delete_WithAnOldVersion_IsRefused()
    {
        var number = await app.AddNumberAsync();
        (await app.Support.SendAsync("PATCH", At(number), new { note = "x" })).Is(200);
        (await app.Admin.SendAsync("DELETE", At(number), null, ("If-Match", "\"1\""))).IsProblem(412);
        (await app.Admin.SendAsync("DELETE", At(number), null, ("If-Match", "\"2\""))).Is(204);
    }

    [Fact]
    public async Task Read_UnchangedVersion_Returns304()
    {
        var number = await app.AddNumberAsync();
        foreach (var tag in (string[])["\"1\"", "W/\"1\"", "\"7\", \"1\"", "*"])
        {
            var reply = (await app.Support.GetApiAsync(At(number), ("If-None-Match", tag))).Is(304);
            Assert.Empty(reply.Text);
            Assert.Equal("\"1\"", reply.Header("ETag"));
        }

        (await app.Support.GetApiAsync(At(number), ("If-None-Match", "\"2\""))).Is(200);
        (await app.Support.GetApiAsync($"/api/admin/businesses/{app.AcmeId}", ("If-None-Match", "\"1\""))).Is(304);
    }

    [Fact]
    public async Task Read_NumberWhoseBusinessWasRenamed_IsSentAgain()
    {
        var number = await app.AddNumberAsync();
        var business = await app.AddBusinessAsync("Old name");
        var tag = (await app.Support.PostApiAsync(At(number, "/assign"), new { business_id = business })).Is(200).Header("ETag")!;
        (await app.Admin.SendAsync("PATCH", $"/api/admin/businesses/{business}", new { name = "New name" })).Is(200);

        Assert.Equal("New name", (await app.Support.GetApiAsync(At(number), ("If-None-Match", tag))).Is(200)["business_name"].GetString());
    }
}
