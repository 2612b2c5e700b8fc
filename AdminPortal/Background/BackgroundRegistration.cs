using AdminPortal.Services;
using AdminPortal.Services.Agents;
using AdminPortal.Services.Audit;
using AdminPortal.Services.Bulk;
using AdminPortal.Services.Import;
using AdminPortal.Services.Import.Uploads;
using AdminPortal.Services.Keys;
using AdminPortal.Services.Notifications;
using AdminPortal.Services.Numbers;
using AdminPortal.Services.Onboarding;
using AdminPortal.Services.People;
using AdminPortal.Services.Provisioning;
using AdminPortal.Services.Startup;
using AdminPortal.Services.Supply;
using AdminPortal.Services.Writes;

namespace AdminPortal.Background;

/// <summary>Registers the portal's background jobs.</summary>
internal static class BackgroundRegistration
{
    public static IServiceCollection AddPortalBackground(this IServiceCollection services, IConfiguration settings) =>
        services
            .AddHostedService<WarmUp>()
            // Every second, because a business may be waiting for the number.
            .AddPeriodic<QuarantineService>("quarantine", TimeSpan.FromSeconds(1), EndQuarantinesAsync)
            // Also on the clock, because a crash or another process may free a number without a notification.
            .AddPeriodic<WaitingListService>(
                "waiting-list",
                TimeSpan.FromSeconds(1),
                (waiting, _, cancel) => waiting.ServeAsync(cancel),
                wakesOn: [ChangeKind.Numbers, ChangeKind.Businesses]
            )
            .AddPeriodic<ApiKeyUseService>(
                "api-key-use",
                TimeSpan.FromMinutes(1),
                (uses, _, cancel) => uses.SaveAsync(Actor.System, cancel),
                runsAtShutdown: true
            )
            .AddPeriodic<SessionService>(
                "session-use",
                TimeSpan.FromSeconds(30),
                (sessions, _, cancel) => sessions.SaveUsesAsync(Actor.System, cancel)
            )
            .AddPeriodic<IdempotencyCleanup>(
                "idempotency-cleanup",
                TimeSpan.FromHours(1),
                (answers, _, cancel) => answers.DeleteExpiredAsync(Actor.System, cancel)
            )
            .AddPeriodic<ImportService>(
                "abandoned-imports",
                TimeSpan.FromMinutes(10),
                (imports, _, cancel) => imports.MarkAbandonedAsync(cancel)
            )
            .AddPeriodic<NotificationService>(
                "notifications",
                TimeSpan.FromSeconds(15),
                (notifications, _, cancel) => notifications.LookAsync(PortalLinks.Start(settings), cancel)
            )
            .AddPeriodic<BulkService>("bulk-changes", TimeSpan.FromMinutes(1), (bulk, _, cancel) => bulk.CleanUpAsync(cancel))
            .AddPeriodic<UploadService>("abandoned-uploads", TimeSpan.FromMinutes(1), RemoveAbandonedUploadsAsync)
            .AddPeriodic<ChangeWatch>("change-watch", TimeSpan.FromSeconds(1), (watch, _, cancel) => watch.LookAsync(cancel))
            .AddLongRunning<AgentWorker>("agents", (worker, cancel) => worker.RunAsync(cancel))
            .AddPeriodic<AgentSweep>(
                "agent-sweep",
                s => s.GetRequiredService<AgentSettings>().ReconcileInterval,
                (sweep, _, cancel) => sweep.RunUntilDoneAsync(cancel)
            )
            .AddPeriodic<CallService>(
                "webhook-event-cleanup",
                TimeSpan.FromHours(1),
                (calls, _, cancel) => calls.ForgetEventsAsync(Actor.System, cancel)
            )
            .AddLongRunning<OrderWorker>("orders", (worker, cancel) => worker.RunAsync(cancel))
            .AddPeriodic<OrderWorker>(
                "open-orders",
                s => s.GetRequiredService<SupplySettings>().ReconcileInterval,
                (worker, _, cancel) => worker.LookAfterAsync(cancel)
            )
            .AddPeriodic<ReturnService>(
                "returns",
                s => s.GetRequiredService<SupplySettings>().ReconcileInterval,
                (returns, _, cancel) => returns.FinishAsync(cancel)
            )
            .AddPeriodic<DriftService>(
                "drift",
                s => s.GetRequiredService<SupplySettings>().DriftInterval,
                (drift, _, cancel) => drift.CheckAsync(Actor.System, cancel)
            )
            .AddPeriodic<TopUpService>(
                "top-up",
                s => s.GetRequiredService<TopUpSettings>().CheckInterval,
                (topUp, _, cancel) => topUp.RunAsync(cancel)
            )
            .AddPeriodic<StockService>("stock-days", TimeSpan.FromMinutes(1), (stock, _, cancel) => stock.RecordDayAsync(cancel))
            .AddHostedService<FirstAdminLink>()
            .AddLongRunning<ForgottenPasswords>(
                "password-mails",
                (forgotten, cancel) => forgotten.SendAsync(invitation => PortalLinks.Join(settings, invitation), cancel)
            )
            .AddLongRunning<SignUpMails>(
                "sign-up-mails",
                (mails, cancel) =>
                    mails.SendAsync(
                        token => PortalLinks.ConfirmSignUp(settings, token),
                        PortalLinks.SignIn(settings),
                        // Printed on the terminal instead of the log, which may be stored and read by others.
                        text => Console.Out.WriteLine($"\n{text}"),
                        cancel
                    )
            );

    private static IServiceCollection AddPeriodic<TService>(
        this IServiceCollection services,
        string name,
        TimeSpan interval,
        Func<TService, ILogger, CancellationToken, Task> work,
        IReadOnlyList<ChangeKind>? wakesOn = null,
        bool runsAtShutdown = false
    )
        where TService : notnull => services.AddPeriodic(name, _ => interval, work, wakesOn, runsAtShutdown);

    // Not AddHostedService: many jobs share one type.
    private static IServiceCollection AddPeriodic<TService>(
        this IServiceCollection services,
        string name,
        Func<IServiceProvider, TimeSpan> interval,
        Func<TService, ILogger, CancellationToken, Task> work,
        IReadOnlyList<ChangeKind>? wakesOn = null,
        bool runsAtShutdown = false
    )
        where TService : notnull =>
        services.AddSingleton<IHostedService>(s =>
        {
            var service = s.GetRequiredService<TService>();
            return new PeriodicJob(
                name,
                interval(s),
                (log, cancel) => work(service, log, cancel),
                s.GetRequiredService<StartupState>(),
                s.GetRequiredService<ChangeFeed>(),
                s.GetRequiredService<TimeProvider>(),
                s.GetRequiredService<ILogger<PeriodicJob>>()
            )
            {
                WakesOn = wakesOn ?? [],
                RunsAtShutdown = runsAtShutdown,
            };
        });

    private static IServiceCollection AddLongRunning<TService>(
        this IServiceCollection services,
        string name,
        Func<TService, CancellationToken, Task> work
    )
        where TService : notnull =>
        services.AddSingleton<IHostedService>(s =>
        {
            var service = s.GetRequiredService<TService>();
            return new LongRunningJob(name, cancel => work(service, cancel), s.GetRequiredService<StartupState>());
        });

    private static async Task EndQuarantinesAsync(QuarantineService quarantines, ILogger log, CancellationToken cancel)
    {
        var ended = await quarantines.EndDueAsync(Actor.System, cancel);
        if (ended.Value > 0)
            log.LogInformation("{Count} numbers are available again after their quarantine", ended.Value);
    }

    private static Task RemoveAbandonedUploadsAsync(UploadService uploads, ILogger log, CancellationToken cancel)
    {
        uploads.RemoveAbandoned();
        return Task.CompletedTask;
    }
}
