using AdminPortal.Data;
using AdminPortal.Data.Entities;
using AdminPortal.Providers.Mail;
using AdminPortal.Services.Writes;
using Microsoft.EntityFrameworkCore;

namespace AdminPortal.Services.Notifications;

/// <summary>A notification, as a user sees it.</summary>
/// <param name="IsOpen">Whether its condition still holds.</param>
/// <param name="IsNew">Whether the user has not read it.</param>
public sealed record NotificationRecord(
    Guid Id,
    NotificationKind Kind,
    string Title,
    string? Detail,
    DateTimeOffset OpenedAt,
    bool IsOpen,
    bool IsNew
);

/// <summary>A user's notifications.</summary>
/// <param name="ByMail">Whether the user gets new ones by mail.</param>
/// <param name="CanMail">Whether a mail server is configured.</param>
public sealed record NotificationList(IReadOnlyList<NotificationRecord> Items, bool ByMail, bool CanMail)
{
    public int New => Items.Count(n => n.IsNew);
}

/// <summary>Tells the staff what needs them: in the bell of every page, and by mail if a user wants it. What holds is looked up regularly
/// and stored, so that every node and every page shows the same, and each mail is sent once.</summary>
public sealed class NotificationService(
    PortalReader reads,
    PortalWriter writer,
    NotificationConditions conditions,
    IMailer mailer,
    ILogger<NotificationService> log
)
{
    /// <summary>The newest that are listed.</summary>
    private const int Most = 30;

    private const string Words = "see notifications";

    /// <summary>A condition that ended so recently goes on when it holds again: what comes and goes is told once.</summary>
    private static readonly TimeSpan s_pause = TimeSpan.FromHours(1);

    private static readonly TimeSpan s_kept = TimeSpan.FromDays(30);

    /// <summary>The user's notifications, newest first. For staff and viewers who signed in.</summary>
    public async Task<Outcome<NotificationList>> ListAsync(Actor actor, CancellationToken cancel)
    {
        if (!actor.MaySeeAll)
            return new Refusal.NotAllowed(Words);
        var user = actor.SessionIdentity?.UserId;
        return await reads.RunAsync<NotificationList>(
            async db =>
            {
                var reader = await db.NotificationReaders.SingleOrDefaultAsync(r => r.UserId == user, cancel);
                var items = await db
                    .Notifications.Where(n => actor.IsAdmin || !n.ForAdmins)
                    .OrderByDescending(n => n.OpenedAt)
                    .ThenByDescending(n => n.Id)
                    .Take(Most)
                    .ToListAsync(cancel);
                return new NotificationList(
                    items.ConvertAll(n => new NotificationRecord(
                        n.Id,
                        n.Kind,
                        n.Title,
                        n.Detail,
                        n.OpenedAt,
                        n.ClosedAt is null,
                        reader is null || n.OpenedAt > reader.ReadUntil
                    )),
                    reader?.ByMail ?? false,
                    mailer.IsConfigured
                );
            },
            cancel
        );
    }

    /// <summary>Marks all notifications up to one as read by the user.</summary>
    /// <param name="until">The <c>OpenedAt</c> of the newest one that the user saw.</param>
    public Task<Outcome<NotificationReader>> MarkReadAsync(Actor actor, DateTimeOffset until, CancellationToken cancel) =>
        ChangeAsync(actor, reader => reader.ReadUntil = until > reader.ReadUntil ? until : reader.ReadUntil, cancel);

    /// <summary>Chooses whether the user gets new notifications by mail.</summary>
    public Task<Outcome<NotificationReader>> ChooseMailAsync(Actor actor, bool byMail, CancellationToken cancel) =>
        ChangeAsync(actor, reader => reader.ByMail = byMail, cancel);

    /// <summary>Opens, changes and closes notifications by what holds now, and mails the new ones.</summary>
    /// <param name="address">The portal's address, for the mails.</param>
    public async Task<int> LookAsync(string address, CancellationToken cancel)
    {
        if (await conditions.FindAsync(cancel) is not { } notices)
            return 0;
        var opened = await writer.RunAsync<IReadOnlyList<Notification>>(
            Actor.System,
            async write => Outcome.Done<IReadOnlyList<Notification>>(await UpdateAsync(write, notices, cancel)),
            cancel
        );
        foreach (var notification in opened.Value ?? [])
            await MailAsync(notification, address, cancel);
        return opened.Value?.Count ?? 0;
    }

    private static async Task<List<Notification>> UpdateAsync(PortalWrite write, IReadOnlyList<Notice> notices, CancellationToken cancel)
    {
        var keys = notices.Select(n => n.Key).ToList();
        var known = await write.Db.Notifications.Where(n => n.ClosedAt == null || keys.Contains(n.Key)).ToListAsync(cancel);
        var opened = new List<Notification>();
        foreach (var notice in notices)
        {
            var present = known.Find(n =>
                n.Key == notice.Key && (notice.IsEvent || n.ClosedAt is null || n.ClosedAt > write.Now - s_pause)
            );
            if (present is null)
            {
                present = new Notification
                {
                    Id = UuidV7.Create(write.Now),
                    Kind = notice.Kind,
                    Key = notice.Key,
                    Title = "",
                    ForAdmins = notice.ForAdmins,
                    OpenedAt = write.Now,
                    ClosedAt = notice.IsEvent ? write.Now : null,
                };
                write.Db.Notifications.Add(present);
                opened.Add(present);
            }

            if (!notice.IsEvent)
                present.ClosedAt = null;
            (present.Title, present.Detail) = (Cut(notice.Title, 200)!, Cut(notice.Detail, 500));
        }

        foreach (var gone in known.Where(n => n.ClosedAt is null && !keys.Contains(n.Key)))
            gone.ClosedAt = write.Now;
        var oldest = write.Now - s_kept;
        write.Db.Notifications.RemoveRange(
            await write.Db.Notifications.Where(n => n.ClosedAt < oldest).OrderBy(n => n.ClosedAt).Take(100).ToListAsync(cancel)
        );
        if (write.Db.ChangeTracker.HasChanges())
            write.Touch(ChangeKind.Notifications);
        return opened;
    }

    private async Task MailAsync(Notification notification, string address, CancellationToken cancel)
    {
        if (!mailer.IsConfigured)
            return;
        var readers = await reads.RunAsync<IReadOnlyList<string>>(
            async db =>
                await (
                    from r in db.NotificationReaders
                    join u in db.Users on r.UserId equals u.Id
                    where
                        r.ByMail
                        && u.Email != null
                        && (u.Role == PortalRole.Admin || (u.Role != PortalRole.Business && !notification.ForAdmins))
                        && (u.LockoutEnd == null || u.LockoutEnd < notification.OpenedAt)
                    select u.Email!
                ).ToListAsync(cancel),
            cancel
        );
        foreach (var email in readers.Value ?? [])
        {
            try
            {
                await mailer.SendAsync(
                    email,
                    $"AdminPortal: {notification.Title}",
                    $"{notification.Title}\n{notification.Detail}\n\n{address}\n\nYou get these mails because you chose so in the portal's "
                        + "list of notifications.\n",
                    cancel
                );
            }
            catch (IOException error)
            {
                log.LogError(error, "A notification could not be mailed");
            }
        }
    }

    private async Task<Outcome<NotificationReader>> ChangeAsync(Actor actor, Action<NotificationReader> change, CancellationToken cancel)
    {
        if (!actor.MaySeeAll)
            return new Refusal.NotAllowed(Words);
        if (actor.SessionIdentity is not { } identity)
            return new Refusal.InvalidTransition("Only people who signed in have notifications of their own.");
        return await writer.RunAsync<NotificationReader>(
            actor,
            async write =>
            {
                var reader = await write.Db.NotificationReaders.SingleOrDefaultAsync(r => r.UserId == identity.UserId, cancel);
                if (reader is null)
                {
                    reader = new NotificationReader { UserId = identity.UserId };
                    write.Db.NotificationReaders.Add(reader);
                }

                change(reader);
                return reader;
            },
            cancel
        );
    }

    private static string? Cut(string? text, int most) => text is null || text.Length <= most ? text : text[..(most - 1)] + "…";
}
