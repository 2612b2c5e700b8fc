using AdminPortal.Services;
using AdminPortal.Services.Audit;
using AdminPortal.Services.Comments;
using AdminPortal.Services.History;
using AdminPortal.Tests.Support;

namespace AdminPortal.Tests.Services.Comments;

public sealed class CommentServiceTests(PostgresCluster cluster)
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory, OnEachDatabase]
    public async Task Comments_OnANumberAndABusiness_AreListedThereAndInTheHistory(TestDatabase kind)
    {
        await using var portal = await TestPortal.StartAsync(kind, cluster);
        var number = (await portal.AddNumbersAsync(1))[0];
        var business = await portal.AddBusinessAsync();
        var comments = portal.Get<CommentService>();

        var first = (await comments.AddAsync(TestPortal.Admin, CommentSubject.OfNumber("(800) 555-0000"), " Ask first ", Cancel)).Value!;
        Assert.True((await comments.AddAsync(TestPortal.Support, CommentSubject.OfNumber(number), "Asked.\nFine.", Cancel)).IsDone);
        Assert.True((await comments.AddAsync(TestPortal.Support, CommentSubject.OfBusiness(business.Id), "Prefers mail", Cancel)).IsDone);
        Assert.True((await comments.EditAsync(TestPortal.Admin, first.Id, "Ask Ann first", first.RowVersion, Cancel)).IsDone);

        var listed = (await comments.ListAsync(TestPortal.Support, CommentSubject.OfNumber(number), Cancel)).Value!;
        Assert.Equal([("Asked.\nFine.", true), ("Ask Ann first", false)], listed.Select(c => (c.Text, c.IsMine)));
        Assert.NotNull(listed[1].EditedAt);
        Assert.Single((await comments.ListAsync(TestPortal.Admin, CommentSubject.OfBusiness(business.Id), Cancel)).Value!);
        var history = await portal.Get<HistoryService>().ListAsync(TestPortal.Admin, new HistoryFilter(Number: number), null, 10, Cancel);
        Assert.Equal(
            ["Edited a comment on +1 800 555 0000 “Ask Ann first”", "Commented on +1 800 555 0000 “Asked. Fine.”"],
            history.Value!.Items.Take(2).Select(e => EventWords.Text(e))
        );
        await portal.AssertSoundAsync();
    }

    [Theory, OnEachDatabase]
    public async Task Comment_IsChangedByItsAuthorOnly_AndDeletedByAdminsToo(TestDatabase kind)
    {
        await using var portal = await TestPortal.StartAsync(kind, cluster);
        var subject = CommentSubject.OfNumber((await portal.AddNumbersAsync(1))[0]);
        var comments = portal.Get<CommentService>();
        var mine = (await comments.AddAsync(TestPortal.Admin, subject, "Mine", Cancel)).Value!;
        var theirs = (await comments.AddAsync(TestPortal.Support, subject, "Theirs", Cancel)).Value!;

        Assert.IsType<Refusal.NotFound>((await comments.EditAsync(TestPortal.Admin, theirs.Id, "No", 1, Cancel)).Refusal);
        Assert.IsType<Refusal.NotFound>((await comments.DeleteAsync(TestPortal.Support, mine.Id, Cancel)).Refusal);
        Assert.True((await comments.DeleteAsync(TestPortal.Admin, theirs.Id, Cancel)).IsDone);
        Assert.IsType<Refusal.NotFound>((await comments.DeleteAsync(TestPortal.Support, theirs.Id, Cancel)).Refusal);
        Assert.IsType<Refusal.Invalid>((await comments.AddAsync(TestPortal.Admin, subject, " ", Cancel)).Refusal);
        Assert.IsType<Refusal.NotFound>(
            (await comments.AddAsync(TestPortal.Admin, CommentSubject.OfNumber("+18009999999"), "Nobody", Cancel)).Refusal
        );
        await portal.AssertSoundAsync();
    }

    [Theory, OnEachDatabase]
    public async Task Edit_FromTwoPortalsAtOnce_KeepsOneAndTellsTheOther(TestDatabase kind)
    {
        await using var portal = await TestPortal.StartAsync(kind, cluster);
        await using var other = await portal.StartAnotherAsync();
        var subject = CommentSubject.OfNumber((await portal.AddNumbersAsync(1))[0]);
        var comment = (await portal.Get<CommentService>().AddAsync(TestPortal.Admin, subject, "Draft", Cancel)).Value!;

        var edits = await Task.WhenAll(
            new[] { portal, other }.Select(
                (p, i) => Task.Run(() => p.Get<CommentService>().EditAsync(TestPortal.Admin, comment.Id, $"Text {i}", 1, Cancel))
            )
        );

        Assert.Single(edits, e => e.IsDone);
        Assert.IsType<Refusal.Stale>(Assert.Single(edits, e => !e.IsDone).Refusal);
        await portal.AssertSoundAsync();
    }
}
