using AdminPortal.Services.Agents;

namespace AdminPortal.Tests.Services.Agents;

public sealed class FaultCauseTests
{
    [Theory]
    [InlineData(
        "Retell rejects the API key in Retell:ApiKey: API key is invalid.",
        "Retell rejects the API key in Retell:ApiKey: API key is invalid."
    )]
    [InlineData("Retell did not bind the number +18005550100: trunk rejected.", "Retell did not bind the number …: trunk rejected.")]
    [InlineData("Agent agent_0a1b2c3d no longer exists at Retell.", "Agent … no longer exists at Retell.")]
    [InlineData("Server error (request 01932c07-7d7a-7f00-8000-3a5b2c1d0e9f).", "Server error (request …).")]
    [InlineData("Server error, trace 4bf92f3577b34da6a3ce929d0e0e4736", "Server error, trace …")]
    [InlineData("No response (attempt 7, retry in 24 s).", "No response (attempt …, retry in … s).")]
    [InlineData("+18005550100, +18005550101 are also bound.", "… are also bound.")]
    [InlineData("Retell did not get the agent: HTTP status 503.", "Retell did not get the agent: HTTP status 503.")]
    [InlineData("There is no voice '11labs-Adrian'.", "There is no voice '11labs-Adrian'.")]
    public void Cause_LeavesOutWhatDiffersFromAgentToAgent(string fault, string cause) => Assert.Equal(cause, FaultCause.Of(fault));
}
