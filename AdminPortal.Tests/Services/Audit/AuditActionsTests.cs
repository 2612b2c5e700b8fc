using AdminPortal.Data;
using AdminPortal.Data.Entities;
using AdminPortal.Services;
using AdminPortal.Services.Audit;
using AdminPortal.Services.Comments;
using AdminPortal.Services.History;
using AdminPortal.Services.People;
using AdminPortal.Tests.Services.People;
using AdminPortal.Tests.Services.Supply;
using AdminPortal.Tests.Support;

namespace AdminPortal.Tests.Services.Audit;

/// <summary>The table of audit actions, compared with events that the product writes.</summary>
public sealed class AuditActionsTests(PortalApp app) : IClassFixture<PortalApp>
{
    private static readonly IReadOnlyDictionary<string, string> s_sentences = new Dictionary<string, string>
    {
        [AuditActions.NumberAdded] = "Added {N}",
        [AuditActions.NumberAssigned] = "Assigned {N} to Bolt Plumbing",
        [AuditActions.NumberReassigned] = "Reassigned {N} from Bolt Plumbing to Zen Yoga",
        [AuditActions.BusinessLostNumber] = "Reassigned {N} from Bolt Plumbing to another business",
        [AuditActions.NumberReleased] = "Released {N} from Zen Yoga",
        [AuditActions.ReleaseUndone] = "Returned {N} to Zen Yoga (release undone)",
        [AuditActions.QuarantineEnded] = "Ended the quarantine of {N}",
        [AuditActions.NumberDeactivated] = "Deactivated {N}",
        [AuditActions.NumberActivated] = "Activated {N}",
        [AuditActions.NumberNoted] = "Added a note on {N} “VIP line”",
        [AuditActions.NumberDeleted] = "Deleted {S}",
        [AuditActions.CommentAdded] = "Commented on {N} “Ask first”",
        [AuditActions.CommentEdited] = "Edited a comment on {N} “Ask Ann first”",
        [AuditActions.CommentDeleted] = "Deleted a comment on {N} “Ask Ann first”",
        [AuditActions.NumbersImported] = "Imported 1 number",
        [AuditActions.BusinessCreated] = "Added the business Bolt Plumbing",
        [AuditActions.BusinessChanged] = "Edited Bolt Plumbing",
        [AuditActions.BusinessClosed] = "Closed Bolt Plumbing",
        [AuditActions.BusinessReopened] = "Reopened Bolt Plumbing",
        [AuditActions.BusinessWaits] = "Added Bolt Plumbing to the waiting list",
        [AuditActions.BusinessWaitsNoMore] = "Removed Bolt Plumbing from the waiting list",
        [AuditActions.AgentCreated] = "Created an agent for Bolt Plumbing",
        [AuditActions.AgentChanged] = "Edited the agent of Bolt Plumbing",
        [AuditActions.AgentPaused] = "Paused the agent of Bolt Plumbing",
        [AuditActions.AgentResumed] = "Resumed the agent of Bolt Plumbing",
        [AuditActions.AgentRemoved] = "Removed the agent of Bolt Plumbing",
        [AuditActions.AgentRestored] = "Restored the agent of Bolt Plumbing",
        [AuditActions.AgentReady] = "The agent of Bolt Plumbing is ready",
        [AuditActions.ApiKeyCreated] = "Created the API key “Website” for Bolt Plumbing",
        [AuditActions.ApiKeyRevoked] = "Revoked the API key “Website” of Bolt Plumbing",
        [AuditActions.UserInvited] = "Invited new@example.com as support",
        [AuditActions.InvitationWithdrawn] = "Withdrew the invitation of new@example.com",
        [AuditActions.UserRemoved] = "Removed sam@example.com “Left for good”",
        [AuditActions.UserRoleChanged] = "Changed the role of sam@example.com from support to admin",
        [AuditActions.UserLocked] = "Locked sam@example.com “Left the company”",
        [AuditActions.UserUnlocked] = "Unlocked sam@example.com",
        [AuditActions.UserSignedOut] = "Signed sam@example.com out everywhere",
        [AuditActions.SecondFactorTakenOff] = "Reset two-factor authentication for sam@example.com “Lost phone”",
        [AuditActions.SessionEnded] = "Ended one of their sessions",
        [AuditActions.UserPasswordChanged] = "Changed their password",
        [AuditActions.TwoFactorTurnedOn] = "Set up an authenticator app",
        [AuditActions.TwoFactorTurnedOff] = "Removed the authenticator app",
        [AuditActions.RecoveryCodesReplaced] = "Created new recovery codes",
        [AuditActions.PasskeyAdded] = "Added the passkey “Laptop”",
        [AuditActions.PasskeyRenamed] = "Renamed the passkey “Laptop” to “Old laptop”",
        [AuditActions.PasskeyRemoved] = "Removed the passkey “Old laptop”",
    };

    /// <summary>Written if a provider fails, a link or a recovery code is used, or a database is filled: their own tests cover
    /// them.</summary>
    private static readonly string[] s_elsewhere =
    [
        AuditActions.AgentFailed,
        AuditActions.AgentRetried,
        AuditActions.AgentDrifted,
        AuditActions.AgentTestCalled,
        AuditActions.AgentTestCallFailed,
        AuditActions.NumberAnsweredElsewhere,
        AuditActions.UserJoined,
        AuditActions.RecoveryCodeUsed,
        AuditActions.SampleDataAdded,
        .. SupplyEventsTests.Actions,
    ];

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public void Table_HasARowForEveryName()
    {
        var names = typeof(AuditActions).GetFields().Where(f => f.IsLiteral).Select(f => (string)f.GetRawConstantValue()!);

        Assert.Equal(names.Order(), AuditActions.All.Select(a => a.Name).Order());
        Assert.Equal(AuditActions.All.Select(a => a.Name).Order(), s_sentences.Keys.Concat(s_elsewhere).Order());
    }

    [Fact]
    public async Task Sentence_OfEachEventThatTheProductWrites_ReadsAsExpected()
    {
        var before = (await EventsAsync()).Count;
        var number = PortalApp.NewNumber();
        var spare = PortalApp.NewNumber();
        var bolt = await NumbersAsync(number, spare);
        await PeopleAsync();

        // A business's loss is in its own history, not in the list of all events, which has the reassignment.
        var written = (await EventsAsync()).SkipLast(before).Concat(await EventsAsync(bolt)).ToList();

        Assert.All(
            s_sentences,
            expected =>
                Assert.Contains(
                    expected
                        .Value.Replace("{N}", Shown(number), StringComparison.Ordinal)
                        .Replace("{S}", Shown(spare), StringComparison.Ordinal),
                    written.Where(e => e.Action == expected.Key).Select(e => EventWords.Text(e))
                )
        );
    }

    private async Task CommentAsync(string number)
    {
        var comments = app.Get<CommentService>();
        var added = (await comments.AddAsync(Actor.System, CommentSubject.OfNumber(number), "Ask first", Cancel)).Value!;
        Assert.True((await comments.EditAsync(Actor.System, added.Id, "Ask Ann first", added.RowVersion, Cancel)).IsDone);
        Assert.True((await comments.DeleteAsync(Actor.System, added.Id, Cancel)).IsDone);
    }

    private async Task<Guid> NumbersAsync(string number, string spare)
    {
        var bolt = await CreateAsync("Bolt Plumbing");
        await DoAsync("PATCH", $"/api/admin/businesses/{bolt}", new { contact_email = "office@bolt.example" });
        await DoAsync("POST", "/api/phone/provision", new { business_id = bolt, wait = true }, 503);
        var waiting = await app.Get<AdminPortal.Services.Provisioning.WaitingListService>().LeaveAsync(Actor.System, bolt, Cancel);
        Assert.True(waiting.IsDone);

        await DoAsync("POST", "/api/admin/phone-numbers", new { numbers = (string[])[number] });
        await DoAsync("PATCH", ApiCalls.At(number), new { note = "VIP line" });
        await CommentAsync(number);
        await DoAsync("POST", ApiCalls.At(number, "/deactivate"), new { reason = "Test" });
        await DoAsync("POST", ApiCalls.At(number, "/activate"), new { reason = "Test" });
        await DoAsync("POST", ApiCalls.At(number, "/assign"), new { business_id = bolt });

        var agent = (await DoAsync("POST", $"/api/admin/businesses/{bolt}/agent", new { }, 201))["id"].GetGuid();
        await Wait.UntilAsync(async () => (await EventsAsync()).Any(e => e.Action == AuditActions.AgentReady), "the agent to be ready");
        await DoAsync("PATCH", $"/api/admin/agents/{agent}", new { greeting = "Good morning" });
        await DoAsync("POST", $"/api/admin/agents/{agent}/pause", new { });
        await DoAsync("POST", $"/api/admin/agents/{agent}/resume", new { });

        var zen = await CreateAsync("Zen Yoga");
        await DoAsync("POST", ApiCalls.At(number, "/reassign"), new { business_id = zen, reason = "Moved" });
        await DoAsync("POST", ApiCalls.At(number, "/release"), new { reason = "Closed" });
        await DoAsync("POST", ApiCalls.At(number, "/undo-release"), new { });
        await DoAsync("POST", ApiCalls.At(number, "/release"), new { reason = "Closed" });
        await DoAsync("POST", ApiCalls.At(number, "/end-quarantine"), new { reason = "Needed" });

        await DoAsync("POST", "/api/admin/phone-numbers", new { numbers = (string[])[spare] });
        await DoAsync("DELETE", ApiCalls.At(spare), null, 204);
        using var file = new StringContent($"number\n{PortalApp.NewNumber()}\n", System.Text.Encoding.UTF8, "text/csv");
        Assert.Equal(200, (await app.Admin.PostApiAsync("/api/admin/phone-numbers/import", file)).Status);

        var key = (await DoAsync("POST", $"/api/admin/businesses/{bolt}/api-keys", new { name = "Website" }, 201))["id"].GetGuid();
        await DoAsync("DELETE", $"/api/admin/api-keys/{key}", null, 204);
        await DoAsync("POST", $"/api/admin/businesses/{bolt}/close", new { reason = "Contract ended" });
        await DoAsync("POST", $"/api/admin/businesses/{bolt}/reopen", new { });
        return bolt;
    }

    private async Task PeopleAsync()
    {
        var database = app.Get<PortalDatabase>();
        var boss = await TestPeople.AddAsync(database, PortalRole.Admin, email: "boss@example.com");
        var sam = await TestPeople.AddAsync(database, PortalRole.Support, email: "sam@example.com");
        var people = app.Get<PeopleService>();
        var invitations = app.Get<InvitationService>();
        var invited = Done(await invitations.InviteAsync(boss, "new@example.com", PortalRole.Support, null, Cancel));
        Done(await invitations.WithdrawAsync(boss, invited.User.Id, Cancel));

        var passkeys = app.Get<PasskeyService>();
        var passkey = Done(await passkeys.AddAsync(sam, "Laptop", PasskeyServiceTests.Passkey(77), Cancel));
        Done(await passkeys.RenameAsync(sam, passkey.Id, "Old laptop", Cancel));
        Done(await passkeys.RemoveAsync(sam, passkey.Id, Cancel));

        await TurnTwoFactorOnAsync();
        sam = await AgainAsync();
        Done(await app.Get<AuthenticatorService>().ReplaceRecoveryCodesAsync(sam, TestPeople.Password, Cancel));
        Done(await app.Get<AuthenticatorService>().TurnOffAsync(await AgainAsync(), TestPeople.Password, Cancel));
        await TurnTwoFactorOnAsync();
        var samId = sam.SessionIdentity!.UserId;
        Done(await people.TakeOffSecondFactorAsync(boss, samId, "Lost phone", Cancel));

        sam = await AgainAsync();
        var other = await AgainAsync();
        Done(await app.Get<SessionService>().EndAsync(sam, other.SessionIdentity!.SessionId, Cancel));
        Done(await app.Get<AccountService>().ChangePasswordAsync(sam, TestPeople.Password, "eight quiet orange boats", Cancel));
        Done(await people.SignOutEverywhereAsync(boss, samId, Cancel));
        Done(await people.LockAsync(boss, samId, "Left the company", Cancel));
        Done(await people.UnlockAsync(boss, samId, Cancel));
        Done(await people.ChangeRoleAsync(boss, samId, PortalRole.Admin, null, Cancel));
        Done(await people.RemoveAsync(boss, samId, "Left for good", Cancel));

        Task<Actor> AgainAsync() => TestPeople.AgainAsync(database, sam);

        async Task TurnTwoFactorOnAsync()
        {
            var service = app.Get<AuthenticatorService>();
            var me = await AgainAsync();
            var offer = Done(await service.OfferAsync(me, Cancel));
            Done(await service.TurnOnAsync(me, offer.Token, TestCodes.At(offer.Key, DateTimeOffset.UtcNow), Cancel));
        }
    }

    private async Task<Guid> CreateAsync(string name) =>
        (await DoAsync("POST", "/api/admin/businesses", new { name }, 201))["id"].GetGuid();

    private async Task<ApiReply> DoAsync(string method, string path, object? body, params int[] statuses)
    {
        var reply = await app.Admin.SendAsync(method, path, body);
        Assert.True(
            statuses.Length == 0 ? reply.Status is 200 or 201 : statuses.Contains(reply.Status),
            $"{path}: {reply.Status} {reply.Text}"
        );
        return reply;
    }

    private async Task<IReadOnlyList<HistoryEntry>> EventsAsync(Guid? business = null) =>
        Done(
            await app.Get<HistoryService>().ListAsync(Actor.System, new HistoryFilter(BusinessId: business), null, Cursor.MaxLimit, Cancel)
        ).Items;

    private static string Shown(string number) => $"+1 888 {number[5..8]} {number[8..]}";

    private static T Done<T>(Outcome<T> outcome)
    {
        Assert.True(outcome.IsDone, outcome.ToString());
        return outcome.Value!;
    }
}
