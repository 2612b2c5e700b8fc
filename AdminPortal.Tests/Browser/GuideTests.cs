using System.Buffers.Binary;
using System.Diagnostics;
using System.Reflection;
using System.Text;
using System.Text.RegularExpressions;
using AdminPortal.Components;
using AdminPortal.Data.Entities;
using AdminPortal.Services.Agents;
using AdminPortal.Services.SampleData;
using AdminPortal.Tests.Support;
using Microsoft.AspNetCore.Components;
using Microsoft.EntityFrameworkCore;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace AdminPortal.Tests.Browser;

/// <summary>The guide in docs/guide. With <c>ADMINPORTAL_GUIDE=new</c> its pictures are made again, see CONTRIBUTING.md.</summary>
public sealed partial class GuideTests
{
    private const int Width = 1280;
    private const int Height = 800;
    private const int MostBytes = 120 * 1024;
    private const string BusinessUser = "office@example.com";

    private static readonly string s_folder = Path.Combine(Repository.Root, "docs", "guide");
    private static readonly string s_pictures = Path.Combine(s_folder, "pictures");

    /// <summary>The pages with pictures or links to the portal: the guide, and the README.</summary>
    private static readonly IReadOnlyList<string> s_documents =
    [
        Path.Combine(Repository.Root, "README.md"),
        .. Directory.GetFiles(s_folder, "*.md").Order(StringComparer.Ordinal),
    ];

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Pictures_AreThoseOfTheGuide_InItsSize()
    {
        if (Environment.GetEnvironmentVariable("ADMINPORTAL_GUIDE") == "new")
            await MakeAsync();

        var named = s_documents
            .SelectMany(file => Links().Matches(File.ReadAllText(file)).Select(link => Target(file, link)))
            .Where(target => Path.GetExtension(target) == ".png")
            .Distinct()
            .Order(StringComparer.Ordinal);
        Assert.Equal(Directory.GetFiles(s_pictures).Order(StringComparer.Ordinal), named);
        foreach (var picture in Directory.GetFiles(s_pictures))
        {
            var png = await File.ReadAllBytesAsync(picture, Cancel);
            var size = (BinaryPrimitives.ReadInt32BigEndian(png.AsSpan(16)), BinaryPrimitives.ReadInt32BigEndian(png.AsSpan(20)));
            Assert.Equal((picture, (Width, Height)), (picture, size));
            Assert.True(png.Length <= MostBytes, $"{picture} has {png.Length} bytes; install pngquant and make it again.");
        }
    }

    [Fact]
    public void Links_LeadToFilesAndHeadings()
    {
        foreach (var file in s_documents)
        foreach (Match link in Links().Matches(File.ReadAllText(file)))
        {
            var target = Target(file, link);
            Assert.True(Path.Exists(target), $"{Path.GetFileName(file)}: {link.Value}");
            if (link.Groups["heading"] is { Success: true, Value: var heading })
                Assert.Contains(heading, Headings().Matches(File.ReadAllText(target)).Select(h => Anchor(h.Groups[1].Value)));
        }
    }

    [Fact]
    public void Pages_AreAllInTheIndex()
    {
        var index = File.ReadAllText(Path.Combine(s_folder, "README.md"));
        Assert.All(
            Directory.GetFiles(s_folder, "*.md").Select(Path.GetFileName).Where(name => name != "README.md"),
            name => Assert.Contains($"]({name})", index, StringComparison.Ordinal)
        );
    }

    /// <summary>An address in the guide, such as <c>/agents</c>, is a page of the portal.</summary>
    [Fact]
    public void Addresses_ArePagesOfThePortal()
    {
        var pages = typeof(PagesRegistration)
            .Assembly.GetTypes()
            .SelectMany(type => type.GetCustomAttributes<RouteAttribute>().Select(route => route.Template))
            .Concat(["/docs", "/health/ready", "/health/live"])
            .ToHashSet();
        var named = s_documents
            .Skip(1)
            .SelectMany(file => Addresses().Matches(File.ReadAllText(file)).Select(a => a.Groups[1].Value))
            .ToList();

        Assert.NotEmpty(named);
        Assert.All(named.Where(a => !a.StartsWith("/api", StringComparison.Ordinal)), address => Assert.Contains(address, pages));
    }

    private static string Target(string file, Match link) =>
        link.Groups["path"].Value is { Length: > 0 } path ? Path.GetFullPath(path, Path.GetDirectoryName(file)!) : file;

    /// <summary>The anchor that GitHub gives a heading.</summary>
    private static string Anchor(string heading) => NotInAnchors().Replace(heading.ToLowerInvariant(), "").Replace(' ', '-');

    private static async Task MakeAsync()
    {
        await using var session = await PortalBrowserSession.StartAsync(
            Width,
            Height,
            settings:
            [
                // Drift is found soon, and stays.
                new("Agents:RepairDrift", "false"),
                new("Agents:ReconcileSeconds", "2"),
                new("Agents:Simulated:DelayMilliseconds", "0"),
                new("Numbers:LowStockByPrefix", "833=150"),
            ]
        );
        var page = session.Page;
        await OpenAsync(page, "/", ".ap-steps");
        await PictureAsync(page, "first-steps");
        var business = await FillAsync(session);

        await OpenAsync(page, "/", ".ap-leaving li");
        await Expect(page.Locator("#board-stock + * svg, #board-stock ~ * svg").First).ToBeVisibleAsync();
        await PictureAsync(page, "dashboard");
        await page.GetByRole(AriaRole.Button, new() { Name = "Notifications" }).ClickAsync();
        await Expect(page.Locator(".ap-notice").First).ToBeVisibleAsync();
        await PictureAsync(page, "notifications");

        await OpenAsync(page, "/admin/phone-inventory", "tbody .ap-phone");
        await PictureAsync(page, "inventory");
        await OpenAsync(page, "/admin/phone-inventory/upload", ".ap-upload-drop");
        await Expect(page.Locator("input[type=file]")).ToBeEnabledAsync();
        await page.Locator("input[type=file]")
            .SetInputFilesAsync(
                new FilePayload
                {
                    Name = "numbers-june.csv",
                    MimeType = "text/csv",
                    Buffer = Encoding.UTF8.GetBytes(
                        "Number;Carrier;Note\n"
                            + string.Concat(Enumerable.Range(0, 40).Select(i => $"+1 (888) 447-{3100 + (7 * i)};Twilio;Batch of June\n"))
                            + "888 447 3100;Twilio;Twice\n(877) 55;Twilio;Too short\nask Ann;;\n+1 800 123 4567;Telnyx;\n"
                    ),
                }
            );
        await Expect(page.Locator(".ap-result")).ToBeVisibleAsync();
        await PictureAsync(page, "upload");
        await page.GetByRole(AriaRole.Button, new() { Name = "Discard file" }).ClickAsync();
        await OpenAsync(page, "/admin/phone-inventory/buy", ".ap-buy-search");
        await page.GetByRole(AriaRole.Button, new() { Name = "Search", Exact = true }).ClickAsync();
        await page.Locator(".ap-offers .mud-checkbox").Nth(1).ClickAsync();
        await page.Locator(".ap-offers .mud-checkbox").Nth(2).ClickAsync();
        await PictureAsync(page, "buy");

        await OpenAsync(page, "/businesses/new", ".ap-onboard");
        await page.GetByLabel("Name", new() { Exact = true }).FillAsync("Acme Dental");
        await PictureAsync(page, "onboard");
        await OpenAsync(page, $"/businesses/{business}", ".ap-agent");
        await PictureAsync(page, "business");
        await page.GetByRole(AriaRole.Button, new() { Name = "Release number" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Dialog)).ToBeVisibleAsync();
        await PictureAsync(page, "release");

        await OpenAsync(page, "/agents", "tbody a.ap-row-link");
        await Expect(page.GetByText("Drifted").First).ToBeVisibleAsync();
        await PictureAsync(page, "agents");
        await OpenAsync(page, "/admin/users", ".ap-table tbody tr");
        await PictureAsync(page, "users");
        await OpenAsync(page, "/history?people=true", ".ap-event-row");
        await PictureAsync(page, "history");

        var dark = await (await session.NewContextAsync(Width, Height, ColorScheme.Dark)).NewPageAsync();
        await PortalBrowserSession.SignInAsync(dark, "admin@example.com");
        await OpenAsync(dark, "/admin/phone-inventory", "tbody .ap-phone");
        await PictureAsync(dark, "inventory-dark");

        var own = await (await session.NewContextAsync(Width, Height)).NewPageAsync();
        await PortalBrowserSession.SignInAsync(own, BusinessUser);
        await Expect(own.GetByRole(AriaRole.Button, new() { Name = "Opening hours" })).ToBeEnabledAsync();
        await Expect(own.Locator("#my-history")).ToBeVisibleAsync();
        await PictureAsync(own, "my");
        await own.GetByRole(AriaRole.Button, new() { Name = "Opening hours" }).ClickAsync();
        await Expect(own.GetByLabel("Monday opens at")).ToBeVisibleAsync();
        await PictureAsync(own, "opening-hours");
        Shrink();
    }

    /// <summary>Adds sample data with agents at the provider, one of them changed there and one paused, and people; returns a business that
    /// shows everything.</summary>
    private static async Task<Guid> FillAsync(PortalBrowserSession session)
    {
        await using var portal = await session.OpenDatabaseAsync();
        var admin = await TestPeople.AddAsync(portal.Database, PortalRole.Admin, email: "dana@example.com");
        var support = await TestPeople.AddAsync(portal.Database, PortalRole.Support);
        await TestPeople.AddAsync(portal.Database, PortalRole.Viewer);
        Assert.True((await portal.Get<SampleDataService>().FillAsync(admin, new SampleSize(60, 900, 7), Cancel)).IsDone);
        await Wait.UntilAsync(
            async () =>
            {
                await using var db = portal.Database.CreateReadContext();
                return !await db.Agents.AnyAsync(a => a.Status == AgentStatus.Provisioning, Cancel);
            },
            "all agents to be created"
        );
        await using var changes = portal.Database.CreateDbContext();
        var served = await (
            from agent in changes.Agents
            join holder in changes.Businesses on agent.BusinessId equals holder.Id
            where holder.PhoneNumber != null && agent.OpeningHours != null
            orderby holder.Name
            select agent
        )
            .Take(3)
            .ToListAsync(Cancel);
        await TestPeople.AddAsync(portal.Database, PortalRole.Business, served[0].BusinessId, BusinessUser);
        Assert.True((await portal.Get<AgentService>().PauseAsync(support, served[1].Id, null, Cancel)).IsDone);
        (await changes.SimulatedAgents.SingleAsync(a => a.Id == served[2].ProviderAgentId, Cancel)).Name = "Front desk";
        await changes.SaveChangesAsync(Cancel);
        return served[0].BusinessId;
    }

    private static async Task OpenAsync(IPage page, string address, string ready)
    {
        await page.GotoAsync(address);
        await Expect(page.Locator(ready).First).ToBeVisibleAsync();
        await Expect(page.Locator(".ap-quick")).ToBeEnabledAsync();
    }

    private static async Task PictureAsync(IPage page, string name)
    {
        // In the viewer's time zone, without a pointer over a row and without a message that leaves.
        await page.Mouse.MoveAsync(Width / 2, 1);
        await page.UntilAsync(
            "!document.querySelector('.mud-skeleton, .mud-snackbar') "
                + "&& ![...document.querySelectorAll('time')].some(time => time.textContent.endsWith('UTC'))"
        );
        await page.ScreenshotAsync(new() { Path = Path.Combine(s_pictures, $"{name}.png"), Animations = ScreenshotAnimations.Disabled });
    }

    /// <summary>Reduces the colours to 256, if the tool for it is installed.</summary>
    private static void Shrink()
    {
        try
        {
            using var tool = Process.Start(
                new ProcessStartInfo("pngquant", ["--force", "--ext", ".png", "--strip", .. Directory.GetFiles(s_pictures)])
            );
            tool!.WaitForExit();
        }
        catch (System.ComponentModel.Win32Exception)
        {
            // It is not installed: the test of the sizes says so if a picture is too large.
        }
    }

    [GeneratedRegex(@"\]\((?!https?:)(?<path>[^)#]*)(#(?<heading>[^)]+))?\)")]
    private static partial Regex Links();

    [GeneratedRegex(@"^#+ (.+)$", RegexOptions.Multiline)]
    private static partial Regex Headings();

    [GeneratedRegex(@"[^\w\- ]")]
    private static partial Regex NotInAnchors();

    [GeneratedRegex(@"`(/[a-z/-]*)`")]
    private static partial Regex Addresses();
}
