using AdminPortal.Data;
using AdminPortal.Data.Entities;
using AdminPortal.Services.Audit;
using AdminPortal.Services.PhoneNumbers;
using AdminPortal.Services.Writes;
using Microsoft.EntityFrameworkCore;

namespace AdminPortal.Services.Comments;

/// <summary>What a comment is about: a number or a business.</summary>
public sealed record CommentSubject
{
    private CommentSubject() { }

    /// <summary>In any notation.</summary>
    public string? Number { get; private init; }
    public Guid? BusinessId { get; private init; }

    public static CommentSubject OfNumber(string number) => new() { Number = number };

    public static CommentSubject OfBusiness(Guid id) => new() { BusinessId = id };
}

/// <summary>A comment, as pages show it.</summary>
/// <param name="IsMine">Whether the caller wrote it.</param>
public sealed record CommentRecord(
    Guid Id,
    string Text,
    string AuthorName,
    bool IsMine,
    DateTimeOffset CreatedAt,
    DateTimeOffset? EditedAt,
    long RowVersion
);

/// <summary>Comments of the staff on numbers and businesses; viewers read them. Only the author changes one; the author or an admin
/// deletes it.</summary>
public sealed class CommentService(PortalReader reads, PortalWriter writer, NumberReader reader)
{
    public const int MostText = 2000;

    /// <summary>The newest that are returned.</summary>
    public const int Most = 200;

    /// <summary>The newest first.</summary>
    public async Task<Outcome<IReadOnlyList<CommentRecord>>> ListAsync(Actor actor, CommentSubject subject, CancellationToken cancel)
    {
        if (!actor.MaySeeAll)
            return new Refusal.NotAllowed("see comments");
        return await reads.RunAsync<IReadOnlyList<CommentRecord>>(
            async db =>
            {
                var comments = await About(db, subject).OrderByDescending(c => c.Id).Take(Most).ToListAsync(cancel);
                return comments.ConvertAll(c => Of(c, actor));
            },
            cancel
        );
    }

    public async Task<Outcome<CommentRecord>> AddAsync(Actor actor, CommentSubject subject, string? text, CancellationToken cancel)
    {
        if (!actor.IsStaff)
            return new Refusal.NotAllowed("write comments");
        if (Check(ref text) is { } fault)
            return fault;
        var number = subject.Number is { } wanted ? reader.Normalize(wanted) : null;
        return await writer.RunAsync<CommentRecord>(
            actor,
            async write =>
            {
                if (subject.BusinessId is { } id && !await write.Db.Businesses.AnyAsync(b => b.Id == id, cancel))
                    return new Refusal.NotFound("such business");
                if (subject.BusinessId is null && !await write.Db.Numbers.AnyAsync(n => n.Number == number, cancel))
                    return new Refusal.NotFound($"number {number ?? $"'{subject.Number}'"} in the inventory");
                var comment = new Comment
                {
                    Id = UuidV7.Create(write.Now),
                    Number = number,
                    BusinessId = subject.BusinessId,
                    Text = text!,
                    AuthorId = actor.CallerId,
                    AuthorName = actor.Name,
                    CreatedAt = write.Now,
                };
                write.Db.Comments.Add(comment);
                await AuditAsync(write, AuditActions.CommentAdded, comment, null, comment.Text, cancel);
                return Of(comment, actor);
            },
            cancel
        );
    }

    /// <summary>Changes the text of the caller's own comment.</summary>
    /// <param name="seen">The version that the caller saw.</param>
    public async Task<Outcome<CommentRecord>> EditAsync(Actor actor, Guid id, string? text, long seen, CancellationToken cancel)
    {
        if (!actor.IsStaff)
            return new Refusal.NotAllowed("write comments");
        if (Check(ref text) is { } fault)
            return fault;
        return await writer.RunAsync<CommentRecord>(
            actor,
            async write =>
            {
                var comment = await write.Db.Comments.SingleOrDefaultAsync(c => c.Id == id, cancel);
                if (comment is null || comment.AuthorId != actor.CallerId)
                    return new Refusal.NotFound("comment of yours");
                if (comment.RowVersion != seen)
                    return new Refusal.Stale(Of(comment, actor), comment.RowVersion);
                if (comment.Text == text)
                    return Of(comment, actor);
                await AuditAsync(write, AuditActions.CommentEdited, comment, comment.Text, text, cancel);
                (comment.Text, comment.EditedAt) = (text!, write.Now);
                await write.SaveAsync(cancel);
                return Of(comment, actor);
            },
            cancel
        );
    }

    /// <summary>Deletes a comment of the caller; admins delete any.</summary>
    public async Task<Outcome<CommentRecord>> DeleteAsync(Actor actor, Guid id, CancellationToken cancel)
    {
        if (!actor.IsStaff)
            return new Refusal.NotAllowed("delete comments");
        return await writer.RunAsync<CommentRecord>(
            actor,
            async write =>
            {
                var comment = await write.Db.Comments.SingleOrDefaultAsync(c => c.Id == id, cancel);
                if (comment is null || (comment.AuthorId != actor.CallerId && !actor.IsAdmin))
                    return new Refusal.NotFound("comment of yours");
                write.Db.Comments.Remove(comment);
                await AuditAsync(write, AuditActions.CommentDeleted, comment, comment.Text, null, cancel);
                return Of(comment, actor);
            },
            cancel
        );
    }

    /// <summary>The event is in the history of what the comment is about, under its id.</summary>
    private static async Task AuditAsync(
        PortalWrite write,
        string action,
        Comment comment,
        string? before,
        string? after,
        CancellationToken cancel
    )
    {
        var number = await write.Db.Numbers.Where(n => n.Number == comment.Number).Select(n => (Guid?)n.Id).SingleOrDefaultAsync(cancel);
        write.Audit(
            action,
            AuditRecords.Comment,
            comment.BusinessId ?? number ?? comment.Id,
            before is null ? null : new { text = before },
            after is null ? null : new { text = after },
            ChangeKind.Comments,
            comment.BusinessId,
            comment.Number
        );
    }

    private IQueryable<Comment> About(PortalDbContext db, CommentSubject subject)
    {
        if (subject.BusinessId is { } business)
            return db.Comments.Where(c => c.BusinessId == business);
        var number = reader.Normalize(subject.Number!);
        return db.Comments.Where(c => c.Number == number);
    }

    private static Refusal? Check(ref string? text)
    {
        text = TextRules.Trim(text);
        return text is null
            ? new Refusal.Invalid("text", "Write something first.")
            : TextRules.CheckText("text", text, MostText, lines: true);
    }

    private static CommentRecord Of(Comment c, Actor actor) =>
        new(c.Id, c.Text, c.AuthorName, c.AuthorId == actor.CallerId, c.CreatedAt, c.EditedAt, c.RowVersion);
}
