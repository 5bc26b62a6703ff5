using Crm.Platform;
using Microsoft.Extensions.Configuration;

namespace Crm.Tests.Platform;

public sealed class PublicUrlTests
{
    [Theory]
    [InlineData(null, null, "http://127.0.0.1:5080/s/x")]
    [InlineData(null, "http://127.0.0.1:6000;http://127.0.0.1:6001", "http://127.0.0.1:6000/s/x")]
    [InlineData(null, "http://+:6000", "http://127.0.0.1:6000/s/x")]
    [InlineData(null, "https://0.0.0.0:6000/desk", "https://127.0.0.1:6000/desk/s/x")]
    [InlineData(null, "http://[::]:80", "http://127.0.0.1:80/s/x")]
    [InlineData(null, "http://crm.example", "http://crm.example:80/s/x")]
    [InlineData(null, "http://unix:/run/crm.sock", "http://127.0.0.1:5080/s/x")]
    [InlineData("https://crm.example/", "http://127.0.0.1:6000", "https://crm.example/s/x")]
    public void Links_lead_where_the_host_listens_unless_it_is_told_otherwise(string? set, string? listens, string link) =>
        Assert.Equal(link, PublicUrl.Of(new ConfigurationBuilder().AddInMemoryCollection([new("Crm:PublicUrl", set), new("urls", listens)]).Build(), "/s/x"));
}
