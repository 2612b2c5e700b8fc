using System.Net;
using AdminPortal.Services;
using AdminPortal.Services.Import;
using AdminPortal.Services.Import.Uploads;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace AdminPortal.Tests.Components.Pages.BulkUpload;

public sealed class UploadRoutesTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("Production", "127.0.0.1")]
    [InlineData("Development", "192.0.2.7")]
    public async Task Routes_ToWhomThePagesAreShut_AreShutToo(string environment, string caller)
    {
        await using var portal = new PagesApp(environment, caller);
        using var client = portal.CreateClient();

        using var sent = await client.PostAsync($"/admin/phone-inventory/uploads/{Guid.NewGuid()}", new StringContent("number\n"), Cancel);
        var (status, _, _) = await portal.AskAsync($"/admin/phone-inventory/imports/{Guid.NewGuid()}/rejects.csv");

        Assert.Equal((HttpStatusCode.ServiceUnavailable, HttpStatusCode.ServiceUnavailable), (sent.StatusCode, status));
    }

    [Fact]
    public async Task Upload_WithoutAToken_IsRefused_AndNothingArrives()
    {
        await using var portal = new PagesApp("Development");
        using var client = portal.CreateClient();
        var id = Announce(portal, 7);

        using var sent = await client.PostAsync(Address(id), new StringContent("number\n"), Cancel);

        Assert.Equal(HttpStatusCode.BadRequest, sent.StatusCode);
        Assert.Equal(UploadStage.Sending, Find(portal, id).Stage);
    }

    [Fact]
    public async Task Upload_WithTheTokenOfAPage_Arrives_ButNotUnannounced()
    {
        await using var portal = new PagesApp("Development");
        using var client = portal.CreateClient(new() { HandleCookies = false });
        var token = Token(portal);
        var id = Announce(portal, 20);

        using var sent = await SendAsync(client, id, token);
        using var again = await SendAsync(client, id, token);
        using var unknown = await SendAsync(client, Guid.NewGuid(), token);

        Assert.Equal((HttpStatusCode.NoContent, HttpStatusCode.Conflict, HttpStatusCode.Conflict), (sent.StatusCode, again.StatusCode, unknown.StatusCode));
        Assert.Equal(20, Find(portal, id).BytesReceived);
    }

    [Fact]
    public async Task Rejects_OfAnImport_AreSentAsAFile_AndOfNoneAreNotFound()
    {
        await using var portal = new PagesApp("Development");
        using var client = portal.CreateClient();
        await client.GetAsync("/admin/phone-inventory/upload", Cancel);
        var done = await portal.Services.GetRequiredService<ImportService>().ImportAsync(
            Actor.LocalOperator, new MemoryStream("number\n+18005550101\nhello\n"u8.ToArray()), new ImportOptions(FileName: "März \"1\".csv"), null, Cancel);

        using var file = await client.GetAsync($"/admin/phone-inventory/imports/{done.Value!.ImportId}/rejects.csv", Cancel);
        using var none = await client.GetAsync($"/admin/phone-inventory/imports/{Guid.NewGuid()}/rejects.csv", Cancel);

        Assert.Equal("März \"1\"-rejected.csv", file.Content.Headers.ContentDisposition!.FileNameStar);
        Assert.Contains("3,hello,", await file.Content.ReadAsStringAsync(Cancel));
        Assert.Equal(HttpStatusCode.NotFound, none.StatusCode);
    }

    private static string Address(Guid id) => $"/admin/phone-inventory/uploads/{id}";

    private static Guid Announce(PagesApp portal, long length) =>
        portal.Services.GetRequiredService<UploadService>().Announce(Actor.LocalOperator, "numbers.csv", length).Value!.Id;

    private static UploadRecord Find(PagesApp portal, Guid id) =>
        portal.Services.GetRequiredService<UploadService>().List(Actor.LocalOperator).Value!.Single(u => u.Id == id);

    private static Task<HttpResponseMessage> SendAsync(HttpClient client, Guid id, (string Cookie, string Header) token)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, Address(id)) { Content = new ByteArrayContent("number\n+18005550101\n"u8.ToArray()) };
        request.Headers.Add("Cookie", token.Cookie);
        request.Headers.Add("RequestVerificationToken", token.Header);
        return client.SendAsync(request, Cancel);
    }

    /// <summary>A token as a page hands it to its script, with the cookie that belongs to it.</summary>
    private static (string Cookie, string Header) Token(PagesApp portal)
    {
        using var scope = portal.Services.CreateScope();
        var tokens = portal.Services.GetRequiredService<IAntiforgery>().GetTokens(new DefaultHttpContext { RequestServices = scope.ServiceProvider });
        var cookie = portal.Services.GetRequiredService<IOptions<AntiforgeryOptions>>().Value.Cookie.Name;
        return ($"{cookie}={tokens.CookieToken}", tokens.RequestToken!);
    }
}
