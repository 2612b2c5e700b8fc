using AdminPortal.Data.Entities;
using AdminPortal.Services;
using AdminPortal.Services.Agents;
using AdminPortal.Services.Notifications;
using AdminPortal.Services.Provisioning;
using AdminPortal.Services.Writes;
using AdminPortal.Tests.Services.Onboarding;
using AdminPortal.Tests.Support;
using Microsoft.Extensions.Logging.Abstractions;

namespace AdminPortal.Tests.Services.Notifications;

public sealed class NotificationServiceTests(PostgresCluster cluster)
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory, OnEachDatabase]
    public async Task LowStock_IsToldOnce_ChangesWithTheStock_AndEnds(TestDatabase kind)
    {
        await using var portal = await TestPortal.StartAsync(kind, cluster, null, ("Numbers:LowStock", "5"));
        var me = await TestPeople.AddAsync(portal.Database, PortalRole.Support);
        var service = portal.Get<NotificationService>();
        Assert.Equal(0, await LookAsync(service));
        await portal.AddNumbersAsync(3);

        Assert.Equal(1, await LookAsync(service));
        await portal.AddNumbersAsync(1, from: 3);
        Assert.Equal(0, await LookAsync(service));

        var told = Assert.Single(await ListAsync(service, me));
        Assert.Equal(("Low stock: 4 numbers are available", true, true), (told.Title, told.IsOpen, told.IsNew));
        await portal.AddNumbersAsync(10, from: 4);
        Assert.Equal(0, await LookAsync(service));
        Assert.True((await service.MarkReadAsync(me, told.OpenedAt, Cancel)).IsDone);
        told = Assert.Single(await ListAsync(service, me));
        Assert.Equal((false, false), (told.IsOpen, told.IsNew));
    }

    [Theory, OnEachDatabase]
    public async Task Condition_ThatComesAndGoes_IsToldOnceAnHour(TestDatabase kind)
    {
        var clock = new JumpClock(DateTimeOffset.UtcNow);
        await using var portal = await TestPortal.StartAsync(kind, cluster, clock);
        var service = portal.Get<NotificationService>();
        var business = await portal.AddBusinessAsync();

        Assert.Equal(1, await AgainAsync());
        clock.Advance(TimeSpan.FromMinutes(20));
        Assert.Equal(0, await AgainAsync());
        clock.Advance(TimeSpan.FromMinutes(61));
        Assert.Equal(1, await AgainAsync());

        // The business waits, which is told; then it does not.
        async Task<int> AgainAsync()
        {
            Assert.False(
                (await portal.Get<ProvisioningService>().ProvisionAsync(TestPortal.Admin, business.Id, wait: true, Cancel)).IsDone
            );
            var opened = await LookAsync(service);
            Assert.True((await portal.Get<WaitingListService>().LeaveAsync(TestPortal.Admin, business.Id, Cancel)).IsDone);
            await LookAsync(service);
            return opened;
        }
    }

    [Fact]
    public async Task RefusedWebhooks_AreToldOnceADay_WhicheverPortalGotThem()
    {
        await using var portal = await TestPortal.StartAsync(TestDatabase.Sqlite, cluster);
        await using var other = await portal.StartAnotherAsync();
        var me = await TestPeople.AddAsync(portal.Database, PortalRole.Support);
        portal.Get<WebhookRefusals>().Note("The signature is wrong.");

        Assert.Equal(1, await LookAsync(portal.Get<NotificationService>()));
        Assert.Equal(0, await LookAsync(other.Get<NotificationService>()));
        Assert.Equal(0, await LookAsync(portal.Get<NotificationService>()));

        Assert.Equal("Webhooks are refused", Assert.Single(await ListAsync(portal.Get<NotificationService>(), me)).Title);
    }

    [Theory, OnEachDatabase]
    public async Task TwoPortalsAtOnce_TellAConditionOnce(TestDatabase kind)
    {
        await using var portal = await TestPortal.StartAsync(kind, cluster);
        await using var other = await portal.StartAnotherAsync();
        var business = await portal.AddBusinessAsync();
        Assert.False((await portal.Get<ProvisioningService>().ProvisionAsync(TestPortal.Admin, business.Id, wait: true, Cancel)).IsDone);

        var opened = await Task.WhenAll(
            Enumerable.Range(0, 6).Select(i => Task.Run(() => LookAsync((i % 2 == 0 ? portal : other).Get<NotificationService>())))
        );

        Assert.Equal(1, opened.Sum());
        var me = await TestPeople.AddAsync(portal.Database, PortalRole.Admin);
        Assert.Equal("1 business is waiting for a number", Assert.Single(await ListAsync(portal.Get<NotificationService>(), me)).Title);
    }

    [Theory, OnEachDatabase]
    public async Task FailedImportsAndInterruptedChanges_AreToldOnce_ImportsToAdminsOnly(TestDatabase kind)
    {
        await using var portal = await TestPortal.StartAsync(kind, cluster);
        var admin = await TestPeople.AddAsync(portal.Database, PortalRole.Admin);
        var support = await TestPeople.AddAsync(portal.Database, PortalRole.Support);
        var now = DateTimeOffset.UtcNow;
        await using (var db = portal.Database.CreateDbContext())
        {
            db.Imports.Add(
                new NumberImport
                {
                    Id = Guid.CreateVersion7(),
                    FileName = "new.csv",
                    FileSha256 = "",
                    Mode = "skip",
                    Status = ImportStatus.Failed,
                    Problem = "The disk is full.",
                    StartedBy = "boss",
                    StartedAt = now,
                    FinishedAt = now,
                }
            );
            db.BulkChanges.Add(
                new BulkChange
                {
                    Id = Guid.CreateVersion7(),
                    Action = "release",
                    Status = BulkStatus.Interrupted,
                    Selected = 20,
                    Changing = 20,
                    StartedBy = "boss",
                    CallerId = "boss",
                    StartedAt = now,
                    FinishedAt = now,
                }
            );
            await db.SaveChangesAsync(Cancel);
        }

        var service = portal.Get<NotificationService>();
        Assert.Equal(2, await LookAsync(service));
        Assert.Equal(0, await LookAsync(service));

        Assert.Equal(
            ["Bulk change of 20 numbers by boss stopped before its end", "Import of new.csv was interrupted"],
            (await ListAsync(service, admin)).Select(n => n.Title).Order()
        );
        Assert.Equal(NotificationKind.Bulk, Assert.Single(await ListAsync(service, support)).Kind);
    }

    [Fact]
    public async Task NewNotification_IsMailedOnceToThoseWhoChoseIt()
    {
        await using var portal = await TestPortal.StartAsync(TestDatabase.Sqlite, cluster);
        var mails = new Postbox();
        var service = new NotificationService(
            portal.Get<PortalReader>(),
            portal.Get<PortalWriter>(),
            portal.Get<NotificationConditions>(),
            mails,
            NullLogger<NotificationService>.Instance
        );
        var admin = await TestPeople.AddAsync(portal.Database, PortalRole.Admin);
        await TestPeople.AddAsync(portal.Database, PortalRole.Support);
        Assert.True((await service.ChooseMailAsync(admin, true, Cancel)).IsDone);
        await portal.AddNumbersAsync(3);

        Assert.Equal(1, await LookAsync(service));
        Assert.Equal(0, await LookAsync(service));

        var mail = Assert.Single(mails.Mails);
        Assert.Equal(("admin@example.com", "AdminPortal: Low stock: 3 numbers are available"), (mail.To, mail.Subject));
        Assert.Contains("https://portal.example.com/", mail.Text);
    }

    private static Task<int> LookAsync(NotificationService service) => service.LookAsync("https://portal.example.com/", Cancel);

    private static async Task<IReadOnlyList<NotificationRecord>> ListAsync(NotificationService service, Actor actor) =>
        (await service.ListAsync(actor, Cancel)).Value!.Items;
}
