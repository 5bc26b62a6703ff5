using System.Net.Http.Json;
using System.Text.Json;
using Crm.Contracts.Staff;
using Crm.Contracts.Tickets;
using Crm.Customers.Data;
using Crm.Platform.Jobs;
using Crm.Tests.Support;
using Crm.Tickets.Data;
using Crm.Tickets.Domain;
using Crm.Tickets.Features.Tickets;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Crm.Tests.Tickets.Features;

/// <summary>Customers and tickets for the tests of the module.</summary>
internal static class TicketWorld
{
    /// <summary>A new customer.</summary>
    public static async Task<long> Customer(this CrmApp app, string name = "Acme", string? email = null, string level = "normal")
    {
        var api = await app.Api("supervisor");
        var answer = await api.PostAsJsonAsync("/api/v1/customers?allowDuplicate=true", new { kind = "organisation", name, level, emails = email is null ? [] : new[] { new { value = email } } });
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync());
        return (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("id").GetInt64();
    }

    /// <summary>A new ticket in the queue of the agent's team.</summary>
    public static async Task<long> Ticket(this CrmApp app, long? customerId = null, TicketType type = TicketType.Inquiry, string subject = "Where is my order?", string @as = "agent", TicketPriority priority = TicketPriority.Normal) =>
        await app.Send(new OpenTicket.Command { CustomerId = customerId ?? await app.Customer(), Type = type, Channel = TicketChannel.Web, Priority = priority, Subject = subject, Description = "Please look.", AllowDuplicate = true }, @as);

    public static Task<Ticket> Read(this CrmApp app, long id) =>
        app.Db<TicketsDb, Ticket>(db => db.Tickets.AsNoTracking().Include(t => t.Clocks).Include(t => t.Messages).Include(t => t.History).AsSplitQuery().SingleAsync(t => t.Id == id));

    public static Task<IReadOnlyDictionary<long, StaffFacts>> Staff(this CrmApp app) => app.Scope(s => s.GetRequiredService<IStaffDirectory>().Everyone(default));

    public static async Task<long> Person(this CrmApp app, string email) => (await app.Staff()).Values.Single(p => p.Email == email + "@demo.test").Id;

    /// <summary>Runs what waits in the background to its end.</summary>
    public static async Task Jobs(this CrmApp app)
    {
        while (await app.Services.GetRequiredService<JobWorker>().RunNext(default)) { }
    }

    public static Task<int> Outbox(this CrmApp app, string type, long ticketId) =>
        app.Db<TicketsDb, int>(db => db.Outbox.CountAsync(o => o.Type == "Tickets." + type && EF.Functions.JsonContains(o.Payload, $$"""{"ticketId":{{ticketId}}}""")));
}
