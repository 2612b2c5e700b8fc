using System.Net;
using AdminPortal.Services;
using AdminPortal.Services.Import;
using AdminPortal.Services.Import.Uploads;
using AdminPortal.Tests.Support;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace AdminPortal.Tests.Components.Pages.BulkUpload;

public sealed class UploadRoutesTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Routes_Anonymous_AreRefused()
    {
        await using var portal = new PagesApp();
        using var client = portal.Visit();

        using var sent = await client.PostAsync($"/admin/phone-inventory/uploads/{Guid.NewGuid()}", new StringContent("number\n"), Cancel);
        var (status, _, location) = await portal.AskAsync($"/admin/phone-inventory/imports/{Guid.NewGuid()}/rejects.csv");

        Assert.Equal((HttpStatusCode.Unauthorized, HttpStatusCode.Found), (sent.StatusCode, status));
        Assert.Equal("/account/login", location!.AbsolutePath);
    }

    [Fact]
    public async Task Upload_WithoutAToken_IsRefused_AndNothingIsStored()
    {
        var (portal, me) = await PagesApp.SignedInAsync();
        await using var _ = portal;
        using var client = portal.Visit();
        var id = await AnnounceAsync(portal, me, 7);

        using var sent = await client.PostAsync(Address(id), new StringContent("number\n"), Cancel);

        Assert.Equal(HttpStatusCode.BadRequest, sent.StatusCode);
        Assert.Equal(UploadStage.Sending, Find(portal, me, id).Stage);
    }

    [Fact]
    public async Task Upload_WithAToken_IsAccepted_OnlyIfAnnounced()
    {
        var (portal, me) = await PagesApp.SignedInAsync();
        await using var _ = portal;
        using var client = portal.Visit();
        var token = Token(portal, me);
        var id = await AnnounceAsync(portal, me, 20);

        using var sent = await SendAsync(client, id, token);
        using var again = await SendAsync(client, id, token);
        using var unknown = await SendAsync(client, Guid.NewGuid(), token);

        Assert.Equal(
            (HttpStatusCode.NoContent, HttpStatusCode.Conflict, HttpStatusCode.Conflict),
            (sent.StatusCode, again.StatusCode, unknown.StatusCode)
        );
        Assert.Equal(20, Find(portal, me, id).BytesReceived);
    }

    [Fact]
    public async Task Rejects_OfAnImport_AreSentAsAFile_UnknownIsNotFound()
    {
        var (portal, me) = await PagesApp.SignedInAsync();
        await using var _ = portal;
        using var client = portal.Visit();
        await client.GetAsync("/admin/phone-inventory/upload", Cancel);
        var done = await portal
            .Services.GetRequiredService<ImportService>()
            .ImportAsync(
                me,
                new MemoryStream("number\n+18005550101\nhello\n"u8.ToArray()),
                new ImportOptions(FileName: "März \"1\".csv"),
                null,
                Cancel
            );

        using var file = await client.GetAsync($"/admin/phone-inventory/imports/{done.Value!.ImportId}/rejects.csv", Cancel);
        using var none = await client.GetAsync($"/admin/phone-inventory/imports/{Guid.NewGuid()}/rejects.csv", Cancel);

        Assert.Equal("März \"1\"-rejected.csv", file.Content.Headers.ContentDisposition!.FileNameStar);
        Assert.Contains("hello,3,", await file.Content.ReadAsStringAsync(Cancel));
        Assert.Equal(HttpStatusCode.NotFound, none.StatusCode);
    }

    [Fact]
    public async Task Rejects_OfACheckedFile_AreSentBeforeTheImport()
    {
        var (portal, me) = await PagesApp.SignedInAsync();
        await using var _ = portal;
        using var client = portal.Visit();
        var uploads = portal.Services.GetRequiredService<UploadService>();
        var checkedFile = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using var listening = portal
            .Services.GetRequiredService<ChangeFeed>()
            .Subscribe(_ =>
            {
                if (uploads.List(me).Value!.Any(u => u.Stage == UploadStage.Ready))
                    checkedFile.TrySetResult();
            });
        var id = await AnnounceAsync(portal, me, 13);
        await uploads.ReceiveAsync(me, id, new MemoryStream("number;\nhello;\n"u8.ToArray()), Cancel);
        await checkedFile.Task.WaitAsync(TimeSpan.FromSeconds(30), Cancel);

        using var file = await client.GetAsync($"{Address(id)}/rejects.csv", Cancel);
        using var none = await client.GetAsync($"{Address(Guid.NewGuid())}/rejects.csv", Cancel);

        Assert.Equal("numbers-rejected.csv", file.Content.Headers.ContentDisposition!.FileNameStar);
        Assert.Contains("number;;line;reason\r\nhello;;2;", await file.Content.ReadAsStringAsync(Cancel));
        Assert.Equal(HttpStatusCode.NotFound, none.StatusCode);
    }

    private static string Address(Guid id) => $"/admin/phone-inventory/uploads/{id}";

    private static async Task<Guid> AnnounceAsync(PagesApp portal, Actor me, long length) =>
        (await portal.Services.GetRequiredService<UploadService>().AnnounceAsync(me, "numbers.csv", length, Cancel)).Value!.Id;

    private static UploadRecord Find(PagesApp portal, Actor me, Guid id) =>
        portal.Services.GetRequiredService<UploadService>().List(me).Value!.Single(u => u.Id == id);

    private static Task<HttpResponseMessage> SendAsync(HttpClient client, Guid id, (string Cookie, string Header) token)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, Address(id))
        {
            Content = new ByteArrayContent("number\n+18005550101\n"u8.ToArray()),
        };
        request.Headers.Add("Cookie", token.Cookie);
        request.Headers.Add("RequestVerificationToken", token.Header);
        return client.SendAsync(request, Cancel);
    }

    /// <summary>An antiforgery token as pages use it, with its cookie.</summary>
    private static (string Cookie, string Header) Token(PagesApp portal, Actor me)
    {
        using var scope = portal.Services.CreateScope();
        var tokens = portal
            .Services.GetRequiredService<IAntiforgery>()
            .GetTokens(new DefaultHttpContext { RequestServices = scope.ServiceProvider, User = TestPeople.PrincipalOf(me) });
        var cookie = portal.Services.GetRequiredService<IOptions<AntiforgeryOptions>>().Value.Cookie.Name;
        return ($"{cookie}={tokens.CookieToken}; {portal.SessionOf(me)}", tokens.RequestToken!);
    }
}
