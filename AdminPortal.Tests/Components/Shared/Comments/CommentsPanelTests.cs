using AdminPortal.Components.Shared.Comments;
using AdminPortal.Services.Comments;
using AdminPortal.Tests.Support;
using Bunit;
using TestContext = Xunit.TestContext;

namespace AdminPortal.Tests.Components.Shared.Comments;

public sealed class CommentsPanelTests : PageTest
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Comment_Written_AppearsAndCanBeEditedAndDeleted()
    {
        var subject = CommentSubject.OfNumber((await Portal.AddNumbersAsync(1))[0]);
        var panel = Render<CommentsPanel>(p => p.Add(c => c.Subject, subject));
        Assert.True(panel.Find(".ap-comment-new button").HasAttribute("disabled"));

        await panel.InvokeAsync(() => panel.Find(".ap-comment-new textarea, .ap-comment-new input").Input("Ask first"));
        await panel.InvokeAsync(() => panel.Find(".ap-comment-new").Submit());
        panel.WaitForAssertion(() => Assert.Equal("Ask first", panel.Find(".ap-comment-text").TextContent));
        await panel.InvokeAsync(() => panel.Find("button[aria-label='Edit comment']").Click());
        await panel.InvokeAsync(() => panel.Find(".ap-comment textarea, .ap-comment input").Input("Ask Ann first"));
        await panel.InvokeAsync(() => panel.Find(".ap-comment form").Submit());
        panel.WaitForAssertion(() => Assert.Equal("Ask Ann first", panel.Find(".ap-comment-text").TextContent));
        Assert.Contains(", edited", panel.Find(".ap-comment-head").TextContent);
        await panel.InvokeAsync(() => panel.Find("button[aria-label='Delete comment']").Click());

        panel.WaitForAssertion(() => Assert.Empty(panel.FindAll(".ap-comment")));
    }

    [Fact]
    public async Task Comment_OfSomebodyElse_AppearsLive_WithoutEdit()
    {
        var subject = CommentSubject.OfNumber((await Portal.AddNumbersAsync(1))[0]);
        var panel = Render<CommentsPanel>(p => p.Add(c => c.Subject, subject));

        Assert.True((await Portal.Get<CommentService>().AddAsync(TestPortal.Support, subject, "Called them", Cancel)).IsDone);

        panel.WaitForAssertion(() => Assert.Equal("Called them", panel.Find(".ap-comment-text").TextContent));
        Assert.Empty(panel.FindAll("button[aria-label='Edit comment']"));
        Assert.NotEmpty(panel.FindAll("button[aria-label='Delete comment']"));
    }
}
