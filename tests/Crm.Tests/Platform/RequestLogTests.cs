using System.Collections.Concurrent;
using Crm.Tests.Support;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Crm.Tests.Platform;

public sealed class RequestLogTests
{
    [Fact]
    public async Task Tells_the_route_and_nothing_personal()
    {
        var lines = new Lines();
        var database = await TestPostgres.NewDatabase();
        await using (var factory = new WebApplicationFactory<Program>().WithWebHostBuilder(b =>
        {
            CrmApp.Configure(b, database, new FakeClock());
            b.UseSetting("Logging:LogLevel:Default", "Debug");
            b.ConfigureTestServices(s => s.AddSingleton<ILoggerProvider>(lines));
        }))
        {
            var browser = new Browser(factory.CreateClient(new() { AllowAutoRedirect = false }), "en");
            await browser.Get("/customers/4711?name=Zhangsan&phone=13800138000");
            await browser.Post("/sign-in", ("Form.Email", "zhang@example.test"), ("Form.Password", "hunter2-secret"));
        }
        await TestPostgres.Drop(database);
        Assert.Contains(lines.All, l => l.StartsWith("GET /customers/{id:long} 302 in", StringComparison.Ordinal));
        Assert.Contains(lines.All, l => l.StartsWith("POST /sign-in ", StringComparison.Ordinal));
        foreach (var personal in new[] { "Zhangsan", "13800138000", "4711", "zhang@example", "hunter2" })
            Assert.DoesNotContain(lines.All, l => l.Contains(personal, StringComparison.OrdinalIgnoreCase));
    }

    /// <summary>Every line of every category, at the levels that settings let through.</summary>
    sealed class Lines : ILoggerProvider, ILogger
    {
        public ConcurrentQueue<string> All { get; } = new();

        public ILogger CreateLogger(string categoryName) => categoryName.StartsWith("Crm.", StringComparison.Ordinal) || categoryName.StartsWith("Microsoft.EntityFrameworkCore", StringComparison.Ordinal) ? this : Microsoft.Extensions.Logging.Abstractions.NullLogger.Instance;

        public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) => All.Enqueue(formatter(state, exception));

        public void Dispose() { }
    }
}
