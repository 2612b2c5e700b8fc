using System.Net;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Mvc.Testing.Handlers;

namespace AdminPortal.Tests.Components.Account;

/// <summary>Submits the portal's plain forms like a browser without scripts: it keeps cookies, and sends hidden fields.</summary>
internal sealed partial class AccountVisitor : IDisposable
{
    private readonly HttpClient _client;

    private AccountVisitor(HttpClient client) => _client = client;

    /// <summary>A visitor of a portal in this process.</summary>
    public static AccountVisitor Of(PagesApp portal, string address = "http://localhost/") =>
        new(
            portal.CreateClient(
                new()
                {
                    AllowAutoRedirect = false,
                    HandleCookies = true,
                    BaseAddress = new Uri(address),
                }
            )
        );

    /// <summary>A visitor of a portal in this process through a proxy.</summary>
    public static AccountVisitor Through(PagesApp portal, DelegatingHandler proxy) =>
        new(portal.CreateDefaultClient(new Uri("http://localhost/"), new CookieContainerHandler(), proxy));

    /// <summary>A visitor of a portal over the network.</summary>
    public static AccountVisitor At(Uri address) =>
        new(new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false }) { BaseAddress = address });

    /// <summary>Opens a page.</summary>
    public async Task<(HttpResponseMessage Response, string Text)> GetAsync(string path, params (string Name, string Value)[] headers) =>
        await SendAsync(HttpMethod.Get, path, null, headers);

    /// <summary>Opens a page and submits the first form of its content.</summary>
    public async Task<(HttpResponseMessage Response, string Text)> SubmitAsync(string path, params (string Name, string Value)[] fields)
    {
        var page = (await GetAsync(path)).Text.Split("<main", 2)[^1].Split("</form>")[0];
        return await PostAsync(
            path,
            [.. HiddenField().Matches(page).Select(m => (m.Groups[1].Value, WebUtility.HtmlDecode(m.Groups[2].Value))), .. fields]
        );
    }

    /// <summary>Submits a form with the token of another page.</summary>
    public async Task<(HttpResponseMessage Response, string Text)> SubmitAsAsync(
        string page,
        string path,
        params (string Name, string Value)[] fields
    )
    {
        var token = HiddenField().Matches((await GetAsync(page)).Text).First(m => m.Groups[1].Value == "__RequestVerificationToken");
        return await PostAsync(path, [("__RequestVerificationToken", WebUtility.HtmlDecode(token.Groups[2].Value)), .. fields]);
    }

    /// <summary>Submits only the given fields.</summary>
    public Task<(HttpResponseMessage Response, string Text)> PostAsync(
        string path,
        (string Name, string Value)[] fields,
        params (string Name, string Value)[] headers
    ) => SendAsync(HttpMethod.Post, path, new FormUrlEncodedContent(fields.Select(f => KeyValuePair.Create(f.Name, f.Value))), headers);

    public Task<(HttpResponseMessage Response, string Text)> SignInAsync(string email, string password, string path = "/account/login") =>
        SubmitAsync(path, ("Input.Email", email), ("Input.Password", password));

    public void Dispose() => _client.Dispose();

    private async Task<(HttpResponseMessage Response, string Text)> SendAsync(
        HttpMethod method,
        string path,
        HttpContent? content,
        (string Name, string Value)[] headers
    )
    {
        using var request = new HttpRequestMessage(method, path) { Content = content };
        foreach (var (name, value) in headers)
            request.Headers.TryAddWithoutValidation(name, value);
        var response = await _client.SendAsync(request, TestContext.Current.CancellationToken);
        return (response, await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }

    [GeneratedRegex("<input type=\"hidden\" name=\"([^\"]+)\" value=\"([^\"]*)\"")]
    private static partial Regex HiddenField();
}
