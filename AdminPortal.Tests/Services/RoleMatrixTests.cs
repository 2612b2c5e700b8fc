using System.Reflection;
using System.Runtime.CompilerServices;
using AdminPortal.Data.Entities;
using AdminPortal.Services;
using AdminPortal.Services.Audit;
using AdminPortal.Services.Bulk;
using AdminPortal.Services.Numbers;
using AdminPortal.Services.People;
using AdminPortal.Services.Writes;
using AdminPortal.Tests.Support;

namespace AdminPortal.Tests.Services;

/// <summary>Every operation of the services as each role, from one table. An operation that is not in the table fails the run, so that
/// nobody can add one without its roles.</summary>
public sealed class RoleMatrixTests
{
    /// <summary>Who is allowed: A admin, S support, V viewer, B a business that requests another one if the operation names one, N
    /// anonymous.</summary>
    public static readonly IReadOnlyDictionary<string, string> Expected = new Dictionary<string, string>
    {
        ["AgentBoardService.CountAsync"] = "ASV",
        // A business passes the role check; another's agent is then "not found", as AgentServiceTests verifies.
        ["AgentBoardService.FindAsync"] = "ASVB",
        ["AgentBoardService.ListAsync"] = "ASV",
        ["AgentBoardService.Provider"] = "ASV",
        ["AgentBoardService.OrderAsync"] = "ASV",
        ["AgentBoardService.RowsAsync"] = "ASV",
        ["AgentBoardService.TroublesAsync"] = "ASV",
        ["OrphanedAgents.Found"] = "ASV",
        ["OrphanedAgents.RemoveAsync"] = "AS",
        ["AgentService.AdoptAsync"] = "AS",
        ["AgentService.ChangeAsync"] = "AS",
        ["AgentService.ChangeOwnAsync"] = "B",
        ["AgentService.CreateAsync"] = "A",
        ["AgentService.PauseAsync"] = "ASB",
        ["AgentService.PauseOwnAsync"] = "B",
        ["AgentService.ResumeAsync"] = "ASB",
        ["AgentService.ResumeOwnAsync"] = "B",
        ["AgentService.RetryAllAsync"] = "AS",
        ["AgentService.RetryAsync"] = "AS",
        ["AgentService.UnbindAsync"] = "AS",
        ["WebhookRefusals.Read"] = "ASV",
        ["TestCallService.PlaceAsync"] = "AS",
        ["VoiceService.ListAsync"] = "ASVB",
        ["VoiceService.SampleAsync"] = "ASVB",
        ["ApiKeyService.CreateAsync"] = "A",
        ["ApiKeyService.ListAsync"] = "A",
        ["ApiKeyService.RevokeAsync"] = "A",
        ["ApiKeyUseService.SaveAsync"] = "A",
        ["BackupService.BackUpAsync"] = "A",
        ["ActivityService.ReadAsync"] = "ASV",
        ["BulkService.CancelAsync"] = "AS",
        ["BulkService.ContinueAsync"] = "AS",
        ["BulkService.DismissAsync"] = "AS",
        ["BulkService.FindAsync"] = "ASV",
        ["BulkService.ListAsync"] = "ASV",
        ["BulkService.NewestOfAsync"] = "ASV",
        ["BulkService.PlanAsync"] = "AS",
        ["BulkService.PlanUndoAsync"] = "AS",
        ["BulkService.StartAsync"] = "AS",
        ["BulkService.WriteResultAsync"] = "ASV",
        // Only people who signed in have notifications of their own.
        ["NotificationService.ChooseMailAsync"] = "ASV",
        ["NotificationService.ListAsync"] = "ASV",
        ["NotificationService.MarkReadAsync"] = "ASV",
        ["CommentService.AddAsync"] = "AS",
        ["CommentService.DeleteAsync"] = "AS",
        ["CommentService.EditAsync"] = "AS",
        ["CommentService.ListAsync"] = "ASV",
        ["ListLayoutService.FindAsync"] = "ASV",
        ["ListLayoutService.SaveAsync"] = "ASV",
        ["SavedViewService.DeleteAsync"] = "AS",
        ["SavedViewService.ListAsync"] = "ASV",
        ["SavedViewService.SaveAsync"] = "AS",
        ["BusinessExportService.ExportAsync"] = "ASV",
        ["BusinessService.ChangeAsync"] = "A",
        ["BusinessService.CreateAsync"] = "A",
        ["ClosingService.CloseAsync"] = "A",
        ["ClosingService.PreviewAsync"] = "A",
        ["ClosingService.PreviewReopeningAsync"] = "A",
        ["ClosingService.ReopenAsync"] = "A",
        ["BusinessService.FindAsync"] = "ASV",
        ["BusinessService.FindOwnAsync"] = "B",
        ["BusinessService.ListAsync"] = "ASV",
        ["BusinessService.SliceAsync"] = "ASV",
        ["CallListService.ListAsync"] = "ASV",
        ["CallService.ForgetEventsAsync"] = "A",
        ["CallService.LastOnNumberAsync"] = "ASV",
        ["CallService.OfBusinessAsync"] = "ASV",
        ["CallService.StrangersAsync"] = "ASV",
        ["CallService.TakeAsync"] = "A",
        ["DashboardService.ReadAsync"] = "ASV",
        ["ExportService.ExportAsync"] = "ASV",
        ["HistoryExportService.ExportAsync"] = "ASV",
        ["HistoryService.HoldersAsync"] = "ASV",
        ["HistoryService.ListAsync"] = "ASV",
        ["HistoryService.OfBusinessAsync"] = "ASV",
        ["HistoryService.OfOwnBusinessAsync"] = "B",
        ["HistoryService.OfNumberAsync"] = "ASV",
        ["IdempotencyCleanup.DeleteExpiredAsync"] = "A",
        ["ImportService.FindAsync"] = "A",
        ["ImportService.ImportAsync"] = "A",
        ["ImportService.PageAsync"] = "A",
        ["ImportService.RejectsAsync"] = "A",
        ["InventoryService.CountAsync"] = "ASV",
        ["InventoryService.CountByStatusAsync"] = "ASV",
        ["InventoryService.FewAsync"] = "ASV",
        ["InventoryService.FindAsync"] = "ASV",
        ["InventoryService.ListAsync"] = "ASV",
        ["InventoryService.NextFreeAsync"] = "ASV",
        ["InventoryService.RecordsAsync"] = "ASV",
        ["InventoryService.SummaryAsync"] = "ASV",
        ["InventoryService.WindowAsync"] = "ASV",
        ["NumberService.AddAsync"] = "A",
        ["NumberService.CheckAsync"] = "A",
        ["NumberService.DoAsync(Activate)"] = "A",
        ["NumberService.DoAsync(Assign)"] = "AS",
        ["NumberService.DoAsync(Deactivate)"] = "A",
        ["NumberService.DoAsync(Delete)"] = "A",
        ["NumberService.DoAsync(EndQuarantine)"] = "A",
        ["NumberService.DoAsync(Note)"] = "AS",
        ["NumberService.DoAsync(Reassign)"] = "AS",
        ["NumberService.DoAsync(Release)"] = "AS",
        ["NumberService.DoAsync(UndoRelease)"] = "AS",
        // And a user who signed up, for their own business; a key of the business did not sign up.
        ["OnboardingService.CompleteAsync"] = "A",
        ["InvitationService.InviteAsync"] = "A",
        ["InvitationService.ReinviteAsync"] = "A",
        ["InvitationService.WithdrawAsync"] = "A",
        ["PeopleService.ChangeRoleAsync"] = "A",
        ["PeopleService.ListAsync"] = "A",
        ["PeopleService.OfBusinessAsync"] = "A",
        ["PeopleService.LockAsync"] = "A",
        ["PeopleService.RemoveAsync"] = "A",
        ["PeopleService.SignOutEverywhereAsync"] = "A",
        ["PeopleService.TakeOffSecondFactorAsync"] = "A",
        ["PeopleService.UnlockAsync"] = "A",
        ["ProvisioningService.ProvisionAsync"] = "AB",
        ["DriftService.AddAsync"] = "A",
        ["DriftService.CheckAsync"] = "A",
        ["DriftService.ReadAsync"] = "ASV",
        ["OfferService.FindAsync"] = "A",
        ["OrderService.CheckAsync"] = "A",
        ["OrderService.CountAsync"] = "ASV",
        ["OrderService.FindAsync"] = "ASV",
        ["OrderService.ListAsync"] = "ASV",
        ["PurchaseService.BuyAsync"] = "A",
        ["PurchaseService.FindAsync"] = "ASV",
        ["PurchaseService.StartAsync"] = "A",
        ["ReturnService.ReleaseAsync"] = "A",
        ["StockService.HistoryAsync"] = "ASV",
        ["StockService.ReadAsync"] = "ASV",
        ["QuarantineService.EndDueAsync"] = "A",
        ["QuickSearchService.FindAsync"] = "ASV",
        ["SampleDataService.FillAsync"] = "A",
        ["SettingsService.Describe"] = "A",
        ["UploadService.AnnounceAsync"] = "A",
        ["UploadService.DiscardAsync"] = "A",
        ["UploadService.ImportAsync"] = "A",
        ["UploadService.List"] = "A",
        ["UploadService.LookAgainAsync"] = "A",
        ["UploadService.ReceiveAsync"] = "A",
        ["UploadService.RejectsAsync"] = "A",
        ["UploadService.StopAsync"] = "A",
        ["VerificationService.RunAsync"] = "A",
        ["WaitingListService.LeaveAsync"] = "AS",
        ["WaitingListService.PlaceAsync"] = "ASV",
    };

    /// <summary>Types that take an actor but are not operations: the writer, and rules.</summary>
    private static readonly Type[] s_beneath =
    [
        typeof(PortalWriter),
        typeof(SessionRevalidation),
        typeof(SecurityLog),
        typeof(FormSubmission<>),
    ];

    /// <summary>Operations on the caller's own account, whatever their role: they take no id of another user.</summary>
    private static readonly Type[] s_own =
    [
        typeof(AccountService),
        typeof(AuthenticatorService),
        typeof(PasskeyService),
        typeof(SessionService),
        typeof(IdentityConfirmation),
        typeof(SignInService),
        typeof(PasskeySignIn),
    ];

    public static TheoryData<string> Operations => [.. Methods().SelectMany(NamesOf).Distinct().Order()];

    [Theory, MemberData(nameof(Operations))]
    public async Task Operation_AsEachRole_MatchesTheTable(string operation)
    {
        Assert.True(Expected.TryGetValue(operation, out var allowed), $"{operation} is not in the table: say who may use it.");
        await using var portal = await TestPortal.StartAsync(TestDatabase.Sqlite, null!);
        var own = await portal.AddBusinessAsync();
        var stranger = (await portal.AddBusinessAsync("A stranger")).Id;
        foreach (var method in Methods().Where(m => NamesOf(m).Contains(operation)))
        {
            var through = "";
            foreach (
                var (letter, actor) in ((char, Actor)[])
                    [
                        ('A', TestPortal.Admin),
                        ('S', TestPortal.Support),
                        ('V', TestPortal.Viewer),
                        ('B', new Actor("business", PortalRole.Business, own.Id)),
                        ('N', Actor.Nobody),
                    ]
            )
            {
                if (await IsLetThroughAsync(portal, method, operation, stranger, actor))
                    through += letter;
            }

            Assert.Equal((operation, allowed), (operation, through));
        }
    }

    [Fact]
    public void Table_ContainsOnlyOperations() => Assert.Empty(Expected.Keys.Except(Methods().SelectMany(NamesOf)));

    private static IEnumerable<MethodInfo> Methods() =>
        from type in typeof(Actor).Assembly.GetTypes()
        where
            type.Namespace?.StartsWith("AdminPortal.Services", StringComparison.Ordinal) == true
            && type is { IsPublic: true, IsClass: true }
            && !s_beneath.Contains(type)
            && !s_own.Contains(type)
        from method in type.GetMethods(BindingFlags.Public | BindingFlags.Instance | BindingFlags.DeclaredOnly)
        where
            method.GetParameters().Any(p => p.ParameterType == typeof(Actor))
            && !method.IsSpecialName
            && !typeof(MulticastDelegate).IsAssignableFrom(type)
            && type.GetMethod("<Clone>$") is null
        select method;

    /// <summary>The operation; one for each command if its method takes several.</summary>
    private static IEnumerable<string> NamesOf(MethodInfo method)
    {
        var name = $"{method.DeclaringType!.Name}.{method.Name}";
        return method.GetParameters().Any(p => p.ParameterType == typeof(NumberCommand))
            ? typeof(NumberCommand).GetNestedTypes().Select(command => $"{name}({command.Name})")
            : [name];
    }

    /// <summary>Calls the operation with meaningless arguments; returns whether it passed the role check.</summary>
    private static async Task<bool> IsLetThroughAsync(TestPortal portal, MethodInfo method, string operation, Guid business, Actor actor)
    {
        var service = portal.EachService().First(s => s.Type == method.DeclaringType).Service;
        try
        {
            var result = method.Invoke(service, [.. method.GetParameters().Select(p => Argument(p, operation, business, actor))]);
            if (result is Task task)
            {
                await task;
                result = task.GetType().GetProperty("Result")?.GetValue(task);
            }

            return result?.GetType().GetProperty("Refusal")?.GetValue(result)
                is not (Refusal.NotAllowed or Refusal.NotFound { What: "such business" });
        }
        catch (Exception error) when (error is not Xunit.Sdk.XunitException)
        {
            // Meaningless arguments may make the work fail; the role check came before.
            return true;
        }
    }

    private static object? Argument(ParameterInfo parameter, string operation, Guid business, Actor actor) =>
        parameter.ParameterType switch
        {
            var t when t == typeof(Actor) => actor,
            var t when t == typeof(string) => parameter.Name is "after" or "query" ? null : "+18885550199",
            var t when t == typeof(Guid) => business,
            var t when t == typeof(int) => 10,
            var t when t == typeof(NumberCommand) => Made(
                typeof(NumberCommand).GetNestedTypes().Single(c => operation.EndsWith($"({c.Name})", StringComparison.Ordinal))
            ),
            var t when t == typeof(BulkPlan) => RuntimeHelpers.GetUninitializedObject(t),
            var t when t == typeof(Stream) => new MemoryStream(),
            var t => Made(t),
        };

    /// <summary>An empty value of a type, as far as possible.</summary>
    private static object? Made(Type type)
    {
        if (type.IsValueType)
            return Activator.CreateInstance(type);
        if (
            type is { IsGenericType: true }
            && type.IsInterface
            && type.GetGenericArguments() is [var item]
            && type.IsAssignableFrom(item.MakeArrayType())
        )
            return Array.CreateInstance(item, 0);
        if (type.IsInterface || type.IsAbstract)
            return null;
        var constructor = type.GetConstructors().OrderBy(c => c.GetParameters().Length).FirstOrDefault();
        return constructor?.Invoke([
            .. constructor
                .GetParameters()
                .Select(p =>
                    p.HasDefaultValue ? p.DefaultValue
                    : p.ParameterType == typeof(string) ? "x"
                    : Made(p.ParameterType)
                ),
        ]);
    }
}
