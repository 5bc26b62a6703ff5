using System.Net;
using Crm.Tests.Support;

namespace Crm.Tests.Platform;

public sealed class HealthTests(CrmApp app) : IClassFixture<CrmApp>
{
    [Fact]
    public async Task Anybody_may_ask_whether_the_host_lives()
    {
        var answer = await app.Client().GetAsync("/health/live");
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
    }
}
