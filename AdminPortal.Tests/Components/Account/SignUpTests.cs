using System.Net;
using AdminPortal.Data;
using AdminPortal.Data.Entities;
using AdminPortal.Providers.Mail;
using AdminPortal.Tests.Services.Onboarding;
using AdminPortal.Tests.Support;
using Microsoft.Extensions.DependencyInjection;

namespace AdminPortal.Tests.Components.Account;

/// <summary>Signing a business up with plain forms, like a browser without scripts.</summary>
public sealed class SignUpTests
{
    private static readonly Dictionary<string, string> s_open = new() { ["SignUp:Enabled"] = "true" };

    [Fact]
    public async Task SignUp_FromTheFormToTheBusinessesPage()
    {
        var post = new Postbox();
        await using var portal = new PagesApp(services: services => services.AddSingleton<IMailer>(post), settings: s_open);
        using var visitor = AccountVisitor.Of(portal);
        Assert.Contains("href=\"signup\"", (await visitor.GetAsync("/account/login")).Text);

        var (_, asked) = await visitor.SubmitAsync("/signup", ("Input.Business", "Acme <b>Dental"), ("Input.Email", "jo@acme.example"));
        Assert.Contains("We sent an email", asked);
        var mail = await post.ToAsync("jo@acme.example");
        Assert.DoesNotContain("Acme", mail.Text);
        var link = Postbox.LinkIn(mail.Text);
        Assert.Contains("Acme &lt;b&gt;Dental", (await visitor.GetAsync(link)).Text);

        var (weak, why) = await visitor.SubmitAsync(link, ("Input.Password", "short"));
        Assert.Contains("at least 12 characters", why);
        Assert.False(weak.Headers.Contains("Set-Cookie"));
        var (joined, _) = await visitor.SubmitAsync(link, ("Input.Password", TestPeople.Password));
        Assert.Equal(
            (HttpStatusCode.Found, "/my/start"),
            (joined.StatusCode, new Uri(new Uri("http://localhost"), joined.Headers.Location!).AbsolutePath)
        );
        Assert.Contains("Set up your agent", (await visitor.GetAsync("/my/start")).Text);

        using var other = AccountVisitor.Of(portal);
        Assert.Contains("This link has expired or was already used", (await other.GetAsync(link)).Text);
    }

    [Fact]
    public async Task SignUp_AddressWithAnAccount_GetsTheSameResponse_AndOnlyTheMailSaysSo()
    {
        var post = new Postbox();
        await using var portal = new PagesApp(services: services => services.AddSingleton<IMailer>(post), settings: s_open);
        await TestPeople.AddAsync(portal.Services.GetRequiredService<PortalDatabase>(), PortalRole.Support, email: "sam@example.com");
        using var visitor = AccountVisitor.Of(portal);

        var known = (await visitor.SubmitAsync("/signup", ("Input.Business", "Acme"), ("Input.Email", "sam@example.com"))).Text;
        var unknown = (await visitor.SubmitAsync("/signup", ("Input.Business", "Acme"), ("Input.Email", "jo@example.com"))).Text;

        Assert.Equal(
            Body(unknown).Replace("jo@example.com", "", StringComparison.Ordinal),
            Body(known).Replace("sam@example.com", "", StringComparison.Ordinal)
        );
        Assert.Contains("already has an account", (await post.ToAsync("sam@example.com")).Text);
        Assert.Contains("/signup/confirm?token=", (await post.ToAsync("jo@example.com")).Text);

        static string Body(string page) =>
            page[page.IndexOf("<h1", StringComparison.Ordinal)..page.IndexOf("</main>", StringComparison.Ordinal)];
    }

    [Fact]
    public async Task Mail_AfterAForgedHost_ContainsOurOwnAddress()
    {
        var post = new Postbox();
        await using var portal = new PagesApp(
            services: services => services.AddSingleton<IMailer>(post),
            settings: new Dictionary<string, string>(s_open) { ["urls"] = "http://localhost:5080" }
        );
        await TestPeople.AddAsync(portal.Services.GetRequiredService<PortalDatabase>(), PortalRole.Support, email: "sam@example.com");
        using var visitor = AccountVisitor.Of(portal, "http://evil.example/");

        await visitor.SubmitAsync("/signup", ("Input.Business", "Acme"), ("Input.Email", "jo@example.com"));
        var signUp = (await post.ToAsync("jo@example.com")).Text;
        await visitor.SubmitAsync("/account/forgot", ("Input.Email", "sam@example.com"));
        var forgotten = (await post.ToAsync("sam@example.com")).Text;

        Assert.Contains("http://localhost:5080/signup/confirm?token=", signUp);
        Assert.Contains("http://localhost:5080/account/join?", forgotten);
        Assert.DoesNotContain("evil", signUp + forgotten);
    }

    [Fact]
    public async Task SignUp_PasswordWithTheBusinessesName_IsRefused()
    {
        var post = new Postbox();
        await using var portal = new PagesApp(services: services => services.AddSingleton<IMailer>(post), settings: s_open);
        using var visitor = AccountVisitor.Of(portal);
        await visitor.SubmitAsync("/signup", ("Input.Business", "Wonderful Dentistry"), ("Input.Email", "jo@example.com"));
        var link = Postbox.LinkIn((await post.ToAsync("jo@example.com")).Text);

        var (refused, why) = await visitor.SubmitAsync(link, ("Input.Password", "wonderful-dentistry1"));

        Assert.Contains("use your email, business or portal name", why);
        Assert.False(refused.Headers.Contains("Set-Cookie"));
    }

    [Theory]
    [InlineData("o'brien@example.com", "o'brien@example.com")]
    [InlineData("\"john smith\"@example.com", "\"john smith\"@example.com")]
    [InlineData("jo+x@bücher.example", "jo+x@xn--bcher-kva.example")]
    [InlineData("josé@example.com", "josé@example.com")]
    public async Task SignUp_AnyValidAddress_CreatesAUserWhoCanSignIn(string typed, string kept)
    {
        var post = new Postbox();
        await using var portal = new PagesApp(services: services => services.AddSingleton<IMailer>(post), settings: s_open);
        using var visitor = AccountVisitor.Of(portal);

        await visitor.SubmitAsync("/signup", ("Input.Business", "Acme Dental"), ("Input.Email", typed));
        var link = Postbox.LinkIn((await post.ToAsync(kept)).Text);
        Assert.Equal(HttpStatusCode.Found, (await visitor.SubmitAsync(link, ("Input.Password", TestPeople.Password))).Response.StatusCode);

        using var later = AccountVisitor.Of(portal);
        Assert.Equal(HttpStatusCode.Found, (await later.SignInAsync(typed.ToUpperInvariant(), TestPeople.Password)).Response.StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await later.GetAsync("/account/sessions")).Response.StatusCode);
    }

    [Theory]
    [InlineData("jo\u0430@example.com", "different alphabets")]
    [InlineData("jo\u200B@example.com", "invisible")]
    [InlineData("Jo <jo@example.com>", "takes an e-mail address")]
    public async Task SignUp_InvalidAddress_IsRefusedBeforeAnyMail(string typed, string why)
    {
        var post = new Postbox();
        await using var portal = new PagesApp(services: services => services.AddSingleton<IMailer>(post), settings: s_open);
        using var visitor = AccountVisitor.Of(portal);

        Assert.Contains(why, (await visitor.SubmitAsync("/signup", ("Input.Business", "Acme"), ("Input.Email", typed))).Text);

        // The next mail is the first one.
        await visitor.SubmitAsync("/signup", ("Input.Business", "Acme"), ("Input.Email", "sam@example.com"));
        await post.ToAsync("sam@example.com");
        Assert.Equal(1, post.Count);
    }

    [Fact]
    public async Task SignUp_Disabled_ExplainsHowToJoin()
    {
        await using var portal = new PagesApp();
        using var visitor = AccountVisitor.Of(portal);

        Assert.Contains("by invitation", (await visitor.GetAsync("/signup")).Text);
        Assert.DoesNotContain("href=\"signup\"", (await visitor.GetAsync("/account/login")).Text);
    }

    [Fact]
    public async Task SignUp_WithoutAMailServer_ShowsAMessage()
    {
        await using var portal = new PagesApp(settings: s_open);
        using var visitor = AccountVisitor.Of(portal);

        Assert.Contains("your address cannot be confirmed", (await visitor.GetAsync("/signup")).Text);
    }
}
