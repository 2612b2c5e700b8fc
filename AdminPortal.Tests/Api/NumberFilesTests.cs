using System.Net.Http.Headers;
using System.Text;
using AdminPortal.Tests.Support;
using static AdminPortal.Tests.Support.ApiCalls;

namespace AdminPortal.Tests.Api;

public sealed class NumberFilesTests(PortalApp app) : IClassFixture<PortalApp>
{
    private const string Import = "/api/admin/phone-numbers/import";

    [Fact]
    public async Task Import_Skip_AddsValidRowsAndStoresTheRestWithReasons()
    {
        var number = PortalApp.NewNumber();

        var reply = (await app.Admin.PostApiAsync(Import + "?mode=skip", File($"number,note\n{number},=1+1\nnone,\n{number},again\n"))).Is(
            200
        );

        Assert.Equal(["import_id", "read", "added", "duplicates", "rejected", "warnings", "dry_run", "notices"], reply.Fields);
        Assert.Equal(
            (3, 1, 1, 1, false),
            (
                reply["read"].GetInt32(),
                reply["added"].GetInt32(),
                reply["duplicates"].GetInt32(),
                reply["rejected"].GetInt32(),
                reply["dry_run"].GetBoolean()
            )
        );
        Assert.Equal("=1+1", (await app.Admin.GetApiAsync(At(number)))["note"].GetString());
        var rejects = (await app.Admin.GetApiAsync($"{Import}/{reply["import_id"].GetGuid()}/rejects.csv")).Is(200);
        Assert.Equal("text/csv", rejects.MediaType);
        Assert.Contains("none,,3,", rejects.Text);
    }

    [Fact]
    public async Task Import_DryRun_AddsNothing()
    {
        var number = PortalApp.NewNumber();
        var reply = (await app.Admin.PostApiAsync(Import + "?dry_run=true", File($"number\n{number}\n"))).Is(200);
        Assert.Equal((1, true), (reply["added"].GetInt32(), reply["dry_run"].GetBoolean()));
        (await app.Admin.GetApiAsync(At(number))).IsProblem(404);
    }

    [Fact]
    public async Task Import_StrictWithAnInvalidRow_AddsNothingAndCounts()
    {
        var number = PortalApp.NewNumber();
        var reply = (await app.Admin.PostApiAsync(Import + "?mode=strict", File($"number\n{number}\nnone\n"))).IsProblem(
            422,
            "Rows rejected"
        );
        Assert.Equal((2, 0, 1), (reply["read"].GetInt32(), reply["added"].GetInt32(), reply["rejected"].GetInt32()));
        (await app.Admin.GetApiAsync(At(number))).IsProblem(404);
        (await app.Admin.GetApiAsync($"{Import}/{reply["import_id"].GetGuid()}/rejects.csv")).Is(200);
    }

    [Theory]
    [InlineData("", 400)]
    [InlineData("number\n\"+18005550100\n", 400)]
    [InlineData("name,city\nAcme,Berlin\n", 422)]
    [InlineData("PK\u0003\u0004\0\0\0\0", 400)]
    public async Task Import_FileWithoutNumbers_IsRefusedByTheApi(string text, int status) =>
        (await app.Admin.PostApiAsync(Import, File(text))).IsProblem(status, "The file cannot be imported");

    [Theory]
    [InlineData("?mode=half", "'mode' takes skip or strict")]
    [InlineData("?dry_run=perhaps", "'dry_run' takes true or false")]
    public async Task Import_InvalidParameter_IsExplained(string query, string detail) =>
        Assert.Contains(detail, (await app.Admin.PostApiAsync(Import + query, File("number\n"))).IsProblem(400)["detail"].GetString());

    [Theory]
    [InlineData("text/plain", 200)]
    [InlineData("application/octet-stream", 200)]
    [InlineData(null, 200)]
    [InlineData("application/json", 415)]
    [InlineData("multipart/form-data", 415)]
    public async Task Import_ContentTypes_AreAcceptedOrExplained(string? type, int status)
    {
        var reply = await app.Admin.PostApiAsync(Import, File($"number\n{PortalApp.NewNumber()}\n", type));
        _ = status == 200 ? reply.Is(200) : reply.IsProblem(status);
        Assert.Equal(status == 415, reply.Text.Contains("text/csv", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Import_SentTwiceWithOneKey_IsDoneOnce_AndAnotherFileIsRefused()
    {
        var file = $"number\n{PortalApp.NewNumber()}\n";
        var key = ("Idempotency-Key", Guid.NewGuid().ToString());
        var first = (await app.Admin.PostApiAsync(Import, File(file), key)).Is(200);
        var second = (await app.Admin.PostApiAsync(Import, File(file), key)).Is(200);

        Assert.Equal(first.Text, second.Text);
        Assert.Equal("true", second.Header("Idempotency-Replayed"));
        (await app.Admin.PostApiAsync(Import, File(file + "2"), key)).IsProblem(422);
    }

    [Fact]
    public async Task Import_FortyMegabytesOverTheNetwork_AreAccepted()
    {
        await using var own = new PortalApp();
        own.UseKestrel(0);
        own.StartServer();
        await own.InitializeAsync();
        var padding = new string('x', 1000);
        var text = new StringBuilder("number,note\n");
        for (var i = 0; i < 40_000; i++)
            text.Append(PortalApp.NewNumber()).Append(',').Append(padding).Append('\n');

        Assert.Equal(40_000, (await own.Admin.PostApiAsync(Import + "?dry_run=true", File(text.ToString()))).Is(200)["read"].GetInt32());
    }

    [Fact]
    public async Task Import_EachRole_IsAllowedOrRefused()
    {
        (await app.Nobody.PostApiAsync(Import, File("number\n"))).IsProblem(401);
        (await app.Support.PostApiAsync(Import, File("number\n"))).IsProblem(403);
        (await app.Acme.PostApiAsync(Import, File("number\n"))).IsProblem(403);
        foreach (var path in (string[])["/export.csv", $"/import/{Guid.NewGuid()}/rejects.csv"])
        {
            (await app.Nobody.GetApiAsync("/api/admin/phone-numbers" + path)).IsProblem(401);
            (await app.Acme.GetApiAsync("/api/admin/phone-numbers" + path)).IsProblem(403);
        }

        (await app.Admin.GetApiAsync($"{Import}/{Guid.NewGuid()}/rejects.csv")).IsProblem(404);
        (await app.Admin.GetApiAsync($"{Import}/nothing/rejects.csv")).IsProblem(404);
    }

    [Fact]
    public async Task Export_Filtered_CanBeImportedWithoutChanges()
    {
        await using var own = new PortalApp();
        await own.InitializeAsync();
        var number = await own.AddNumberAsync();
        await own.Admin.PostApiAsync("/api/admin/phone-numbers", new { number = "+18005550123" });
        (await own.Support.SendAsync("PATCH", At(number), new { note = "=cmd|' /C calc'!A0" })).Is(200);

        var export = (await own.Support.GetApiAsync("/api/admin/phone-numbers/export.csv?prefix=888")).Is(200);

        Assert.Equal("text/csv", export.MediaType);
        Assert.Contains("attachment", export.Header("Content-Disposition"));
        Assert.Contains(number[1..], export.Text);
        Assert.DoesNotContain("18005550123", export.Text);
        var back = (await own.Admin.PostApiAsync(Import, File(export.Text))).Is(200);
        Assert.Equal((1, 0, 1), (back["read"].GetInt32(), back["added"].GetInt32(), back["duplicates"].GetInt32()));
        var wrong = (await own.Support.GetApiAsync("/api/admin/phone-numbers/export.csv?status=lost")).IsProblem(400);
        Assert.Null(wrong.Header("Content-Disposition"));
        (await own.Support.GetApiAsync("/api/admin/phone-numbers/export.csv?prefix=x")).IsProblem(400);
    }

    private static ByteArrayContent File(string text, string? type = "text/csv")
    {
        var content = new ByteArrayContent(Encoding.UTF8.GetBytes(text));
        content.Headers.ContentType = type is null ? null : new MediaTypeHeaderValue(type);
        return content;
    }
}
