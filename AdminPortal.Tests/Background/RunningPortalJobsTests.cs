using AdminPortal.Background;
using AdminPortal.Data;
using AdminPortal.Data.Entities;
using AdminPortal.Providers.Agents;
using AdminPortal.Services;
using AdminPortal.Services.Agents;
using AdminPortal.Services.Audit;
using AdminPortal.Services.Import.Uploads;
using AdminPortal.Services.Numbers;
using AdminPortal.Services.People;
using AdminPortal.Services.Provisioning;
using AdminPortal.Services.Startup;
using AdminPortal.Services.Writes;
using AdminPortal.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace AdminPortal.Tests.Background;

/// <summary>All jobs of the portal, and that each runs at its time.</summary>
public sealed class RunningPortalJobsTests
{
    /// <summary>The work of each periodic job: prepares it, and returns a check that it was done.</summary>
    private static readonly Dictionary<string, Func<Running, Task<Func<Task<bool>>>>> s_work = new()
    {
        ["quarantine"] = async running =>
        {
            var number = await running.Portal.AddNumberAsync();
            var holder = await running.Portal.AddBusinessAsync();
            var numbers = running.Portal.Get<NumberService>();
            Assert.True((await numbers.DoAsync(TestPortal.Admin, number, new NumberCommand.Assign(holder), null, Cancel)).IsDone);
            Assert.True((await numbers.DoAsync(TestPortal.Admin, number, new NumberCommand.Release("closed"), null, Cancel)).IsDone);
            running.Clock.Advance(TimeSpan.FromDays(1));
            return running.Sees(db => db.Numbers.Where(n => n.Number == number && n.Status == NumberStatus.Available));
        },
        ["waiting-list"] = async running =>
        {
            var waiting = await running.Portal.AddBusinessAsync();
            var asked = await running.Portal.Get<ProvisioningService>().ProvisionAsync(TestPortal.Admin, waiting, wait: true, Cancel);
            Assert.False(asked.IsDone);
            var number = await running.Portal.AddNumberAsync();
            return running.Sees(db => db.Businesses.Where(b => b.Id == waiting && b.PhoneNumber == number));
        },
        ["api-key-use"] = async running =>
        {
            (await running.Portal.Admin.GetApiAsync("/api/admin/businesses")).Is(200);
            return running.Sees(db => db.ApiKeys.Where(k => k.Role == PortalRole.Admin && k.LastUsedAt != null));
        },
        ["session-use"] = async running =>
        {
            var person = await TestPeople.AddAsync(running.Database, PortalRole.Support);
            var before = running.Clock.GetUtcNow();
            await using (var db = running.Database.CreateDbContext())
                await db.Sessions.ExecuteUpdateAsync(set => set.SetProperty(s => s.LastSeenAt, before - TimeSpan.FromHours(1)), Cancel);
            running.Portal.Get<SessionService>().NoteUse(person);
            return running.Sees(db => db.Sessions.Where(s => s.LastSeenAt >= before));
        },
        ["notifications"] = async running =>
        {
            await running.Portal.AddNumberAsync();
            return running.Sees(db => db.Notifications.Where(n => n.Kind == NotificationKind.Stock));
        },
        ["bulk-changes"] = async running =>
        {
            await using var db = running.Database.CreateDbContext();
            db.BulkChanges.Add(
                new BulkChange
                {
                    Id = Guid.CreateVersion7(),
                    Action = "deactivate",
                    Selected = 1,
                    Changing = 1,
                    StartedBy = "boss",
                    CallerId = "boss",
                    StartedAt = running.Clock.GetUtcNow(),
                }
            );
            await db.SaveChangesAsync(Cancel);
            return running.Sees(d => d.BulkChanges.Where(c => c.Status == BulkStatus.Interrupted));
        },
        ["idempotency-cleanup"] = async running =>
        {
            await running.AddAsync(
                new IdempotencyKey
                {
                    Caller = "caller",
                    Key = "old",
                    RequestHash = [1],
                    StatusCode = 200,
                    Body = "{}",
                    CreatedAt = running.Clock.GetUtcNow() - IdempotencyRecords.Lifetime,
                }
            );
            return running.SeesNo(db => db.IdempotencyKeys);
        },
        ["abandoned-imports"] = async running =>
        {
            await running.AddAsync(
                new NumberImport
                {
                    Id = UuidV7.Create(running.Clock.GetUtcNow()),
                    FileSha256 = "",
                    Mode = "skip",
                    StartedBy = "a process that is gone",
                    StartedAt = running.Clock.GetUtcNow(),
                    Status = ImportStatus.Running,
                }
            );
            return running.Sees(db => db.Imports.Where(i => i.Status == ImportStatus.Failed));
        },
        ["abandoned-uploads"] = async running =>
        {
            var uploads = running.Portal.Get<UploadService>();
            Assert.True((await uploads.AnnounceAsync(TestPortal.Admin, "numbers.csv", 10, Cancel)).IsDone);
            return () => Task.FromResult(uploads.List(TestPortal.Admin).Value!.Count == 0);
        },
        ["change-watch"] = running =>
        {
            var written = new List<Guid>();
            var heard = new List<Guid>();
            running.Subscribe(change =>
            {
                lock (heard)
                    heard.AddRange(change.Ids);
            });
            return Task.FromResult<Func<Task<bool>>>(async () =>
            {
                // Written like another process, without a notification in this one.
                var user = Guid.NewGuid();
                written.Add(user);
                await running.AddAsync(
                    new AuditEvent
                    {
                        Id = UuidV7.Create(running.Clock.GetUtcNow()),
                        At = running.Clock.GetUtcNow(),
                        Actor = "another process",
                        Action = AuditActions.UserInvited,
                        RecordType = AuditRecords.User,
                        RecordId = user,
                    }
                );
                lock (heard)
                    return written.Exists(heard.Contains);
            });
        },
        ["agent-sweep"] = async running =>
        {
            var provider = running.Portal.Get<IAgentProvider>();
            var mark = new AgentMark(await running.Portal.Get<InstallationService>().IdAsync(Cancel), Guid.NewGuid());
            await provider.CreateAgentAsync(mark, new AgentSpec("Nobody's", "voice", "en-US", "Hello", "Be brief."), Cancel);
            return async () => (await provider.FindAgentsAsync(mark, null, Cancel)).Count == 0;
        },
        ["webhook-event-cleanup"] = async running =>
        {
            await running.AddAsync(
                new WebhookEvent
                {
                    Provider = "retell",
                    CallId = "call",
                    Event = "call_ended",
                    ReceivedAt = running.Clock.GetUtcNow() - TimeSpan.FromDays(8),
                }
            );
            return running.SeesNo(db => db.WebhookEvents);
        },
        ["open-orders"] = async running =>
        {
            // Written by a process that ended before it called the supplier.
            var now = running.Clock.GetUtcNow();
            await running.AddAsync(
                NumberOrder.New(
                    UuidV7.Create(now),
                    UuidV7.Create(now),
                    "simulated",
                    "+18883569377",
                    OrderReasons.Manual,
                    (2, null, "USD"),
                    "a process that is gone",
                    now
                )
            );
            return running.Sees(db => db.Numbers.Where(n => n.Number == "+18883569377" && n.Supplier == "simulated"));
        },
        ["returns"] = async running =>
        {
            var number = await running.Portal.AddNumberAsync();
            var deactivate = new NumberCommand.Deactivate("returned");
            Assert.True((await running.Portal.Get<NumberService>().DoAsync(TestPortal.Admin, number, deactivate, null, Cancel)).IsDone);
            await using (var db = running.Database.CreateDbContext())
                await db.Database.ExecuteSqlAsync(
                    $"""
                    UPDATE toll_free_numbers SET supplier = 'simulated', provider_ref = number, returned_at = 1,
                        row_version = row_version + 1
                    """,
                    Cancel
                );
            return running.Sees(db => db.Numbers.Where(n => n.Number == number && n.ProviderRef == null));
        },
        ["drift"] = async running =>
        {
            var now = running.Clock.GetUtcNow();
            await running.AddAsync(
                new SimulatedPurchase
                {
                    Number = "+18883569377",
                    OrderId = Guid.NewGuid(),
                    BoughtAt = now,
                    ReadyAt = now,
                }
            );
            return running.Sees(db => db.DriftFindings.Where(f => f.Kind == DriftKind.Unknown));
        },
        ["top-up"] = running => Task.FromResult(running.Sees(db => db.Orders.Where(o => o.Reason == OrderReasons.TopUp))),
        ["stock-days"] = async running =>
        {
            await running.Portal.AddNumberAsync();
            return running.Sees(db => db.StockDays.Where(d => d.Available == 1));
        },
    };

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public static TheoryData<string> Jobs => [.. s_work.Keys];

    [Fact]
    public async Task Portal_RegistersEveryJob()
    {
        await using var running = await Running.StartAsync();

        var jobs = running.Portal.Services.GetServices<IHostedService>().ToList();

        var periodic = jobs.OfType<PeriodicJob>().ToDictionary(j => j.Name, j => j.Interval);
        Assert.Equal(
            new Dictionary<string, TimeSpan>
            {
                ["quarantine"] = TimeSpan.FromSeconds(1),
                ["waiting-list"] = TimeSpan.FromSeconds(1),
                ["api-key-use"] = TimeSpan.FromMinutes(1),
                ["session-use"] = TimeSpan.FromSeconds(30),
                ["idempotency-cleanup"] = TimeSpan.FromHours(1),
                ["abandoned-imports"] = TimeSpan.FromMinutes(10),
                ["abandoned-uploads"] = TimeSpan.FromMinutes(1),
                ["bulk-changes"] = TimeSpan.FromMinutes(1),
                ["notifications"] = TimeSpan.FromSeconds(15),
                ["change-watch"] = TimeSpan.FromSeconds(1),
                ["agent-sweep"] = TimeSpan.FromSeconds(60),
                ["webhook-event-cleanup"] = TimeSpan.FromHours(1),
                ["open-orders"] = TimeSpan.FromSeconds(30),
                ["returns"] = TimeSpan.FromSeconds(30),
                ["drift"] = TimeSpan.FromHours(1),
                ["top-up"] = TimeSpan.FromSeconds(60),
                ["stock-days"] = TimeSpan.FromMinutes(1),
            },
            periodic
        );
        Assert.Equal(["agents", "orders", "password-mails", "sign-up-mails"], jobs.OfType<LongRunningJob>().Select(j => j.Name).Order());
        Assert.Single(jobs.OfType<WarmUp>());
        Assert.Equal(periodic.Keys.Order(), s_work.Keys.Order());
    }

    [Theory, MemberData(nameof(Jobs))]
    public async Task PeriodicJob_WhenDue_DoesItsWork(string name)
    {
        await using var running = await Running.StartAsync(topUp: name == "top-up");
        var job = running.Portal.Services.GetServices<IHostedService>().OfType<PeriodicJob>().Single(j => j.Name == name);

        var isDone = await s_work[name](running);

        await PortalJobs.AdvanceUntilAsync(running.Clock.Advance, job.Interval, isDone, $"The job {name} did not do its work.");
    }

    /// <summary>A portal with all background jobs, on a clock that the test moves.</summary>
    private sealed class Running : IAsyncDisposable
    {
        private IDisposable? _subscription;

        private Running(bool topUp) =>
            Portal = new PortalApp
            {
                Clock = Clock,
                Settings =
                {
                    ["Numbers:QuarantineDays"] = "1",
                    ["TopUp:Enabled"] = topUp ? "true" : "false",
                    ["TopUp:MonthlyLimit"] = "5",
                },
            };

        public JumpClock Clock { get; } = new(new DateTimeOffset(2026, 5, 1, 8, 0, 0, TimeSpan.Zero));

        public PortalApp Portal { get; }

        public PortalDatabase Database => Portal.Get<PortalDatabase>();

        public static async Task<Running> StartAsync(bool topUp = false)
        {
            var running = new Running(topUp);
            await running.Portal.InitializeAsync();
            await running.Portal.Get<StartupState>().Warm.WaitAsync(TimeSpan.FromSeconds(30), Cancel);
            return running;
        }

        public async Task AddAsync(object row)
        {
            await using var db = Database.CreateDbContext();
            db.Add(row);
            await db.SaveChangesAsync(Cancel);
        }

        public Func<Task<bool>> Sees<T>(Func<PortalDbContext, IQueryable<T>> rows) =>
            async () =>
            {
                await using var db = Database.CreateReadContext();
                return await rows(db).AnyAsync(Cancel);
            };

        public Func<Task<bool>> SeesNo<T>(Func<PortalDbContext, IQueryable<T>> rows) => async () => !await Sees(rows)();

        public void Subscribe(Action<PortalChange> listener) => _subscription = Portal.Get<ChangeFeed>().Subscribe(listener);

        public async ValueTask DisposeAsync()
        {
            _subscription?.Dispose();
            await Portal.DisposeAsync();
        }
    }
}
