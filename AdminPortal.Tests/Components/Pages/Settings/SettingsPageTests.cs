using AdminPortal.Components.Pages.Settings;
using AdminPortal.Data;
using AdminPortal.Providers.Agents.Retell;
using AdminPortal.Providers.Mail;
using AdminPortal.Services.Agents;
using AdminPortal.Services.Import.Uploads;
using AdminPortal.Services.Numbers;
using AdminPortal.Services.Settings;
using AdminPortal.Tests.Support;
using Bunit;
using Microsoft.Extensions.Configuration;

namespace AdminPortal.Tests.Components.Pages.Settings;

public sealed class SettingsPageTests : PageTest
{
    [Fact]
    public void Page_ShowsWhatIsConfigured_AndWhichSettingDecidesIt()
    {
        var page = Render<SettingsPage>();

        var rest = page.FindAll("tr").Single(r => r.TextContent.Contains("Quarantine after a release"));
        Assert.Contains("45 days", rest.TextContent);
        Assert.Contains("Numbers:QuarantineDays", rest.TextContent);
        Assert.Contains("Not configured: invitation links are shown", page.Markup);
    }

    [Fact]
    public void Description_NeverHoldsASecret()
    {
        var configuration = new ConfigurationBuilder()
            .AddInMemoryCollection([
                new("Mail:Smtp:Host", "mail.example.com"),
                new("Mail:Smtp:Username", "hidden-user"),
                new("Mail:Smtp:Password", "hidden-mail"),
                new("Mail:From", "portal@example.com"),
            ])
            .Build();
        var settings = new SettingsService(
            new DatabaseSettings(
                DatabaseProvider.Postgres,
                "Host=db.example.com;Port=5432;Database=portal;Username=portal;Password=hidden-database"
            ),
            new NumberSettings(),
            new UploadSettings(1_000_000_000),
            new AgentSettings(TimeSpan.FromSeconds(60), true, TimeSpan.FromSeconds(30)),
            new OpenPageSettings(50, 200, 5_000),
            new SmtpMailer(
                new SmtpSettings("mail.example.com", 587, "hidden-user", "hidden-mail", default, new("x", "portal@example.com"))
            ),
            configuration,
            new RetellSettings
            {
                ApiKey = "hidden-key",
                SipUsername = "hidden-trunk",
                SipPassword = "hidden-sip",
                TerminationUri = "trunk.example.com",
            }
        );

        var groups = settings.Describe(TestPortal.Admin).Value!;

        var all = string.Join('\n', groups.SelectMany(g => g.Settings).Select(s => s.ToString()));
        Assert.Contains("portal on db.example.com:5432", all);
        Assert.Contains("mail.example.com", all);
        Assert.Contains("trunk.example.com", all);
        Assert.DoesNotContain("hidden", all);
    }
}
