using Crm.Contracts.Staff;
using Crm.Contracts.Tickets;
using Crm.Platform.Demo;
using Crm.Tickets.Data;
using Crm.Tickets.Domain;
using Crm.Tickets.Features.Tickets;
using Crm.Tickets.Features.Views;
using Microsoft.EntityFrameworkCore;

namespace Crm.Tickets.Features.Demo;

/// <summary>What a desk makes for itself in a year: views, macros, canned replies; and on some of the open tickets tags, links and sub-tasks.</summary>
internal sealed class DemoTools(TicketsDb db, IStaffDirectory staff, IRoleDirectory roles) : IDemoData
{
    public Task Load(DemoWorld world, CancellationToken ct) => Task.CompletedTask;

    // Once the tickets are there.
    public async Task Finish(DemoWorld world, CancellationToken ct)
    {
        var makers = await staff.HoldersOf("tickets.share", ct);
        var workers = await staff.HoldersOf("tickets.write", ct);
        if (makers.Count == 0 || workers.Count == 0) return; // nobody to make or to use them
        var (maker, everybody) = (makers.Min(), new HashSet<long>());
        foreach (var worker in workers) everybody.UnionWith(await roles.Of(worker, ct));
        long[] shared = [.. everybody];

        Tool(new SavedView(maker), v => v.Change("VIP 与紧急 / urgent", shared, 1, ListViews.Written(new ListTickets.Query { View = TicketView.Open, Priority = TicketPriority.Urgent }), [TicketColumn.Customer, TicketColumn.Status, TicketColumn.Assignee, TicketColumn.Tags, TicketColumn.Due]));
        Tool(new SavedView(maker), v => v.Change("投诉 / complaints", shared, 2, ListViews.Written(new ListTickets.Query { View = TicketView.Open, Type = TicketType.Complaint, Sort = TicketSort.Due }), []));
        Tool(new Macro(maker), m => m.Change("索取序列号 / ask for the serial number", shared, 1, new TicketChanges
        {
            To = AssignTo.Me, Reply = "Dear {{contact.name}},\n\nto look into {{ticket.number}} we need the **serial number** of the device. You find it on its back.\n\n{{agent.name}}",
            ReplyZh = "{{contact.name}}，您好：\n\n为处理 {{ticket.number}}，请提供设备的**序列号**（位于机身背面）。\n\n{{agent.name}}", Step = NextStep.WaitCustomer,
        }));
        Tool(new Macro(maker), m => m.Change("升级处理 / escalate", shared, 2, new TicketChanges { Priority = TicketPriority.Urgent, AddTags = "升级", Note = "Escalated by {{agent.name}}, {{today}}." }));
        Tool(new CannedReply(maker), r => r.Change("问候 Greeting", shared, 1, "Dear {{contact.name}},\n\nthank you for your message about *{{ticket.subject}}*.", "{{contact.name}}，您好：\n\n感谢您就“{{ticket.subject}}”与我们联系。", null));
        Tool(new CannedReply(maker), r => r.Change("退款时间 Refund", shared, 2, "The amount is on its way and should be on your account within three working days.", "款项已退回，预计三个工作日内到账。", 9));
        Tool(new CannedReply(maker), r => r.Change("远程协助 Remote help", shared, 3, "When would a remote session of 15 minutes suit you?", "请问您何时方便进行 15 分钟的远程协助？", 1));
        Tool(new CannedReply(maker), r => r.Change("结束语 Closing", shared, 4, "If anything is unclear, simply answer this mail. {{agent.name}}", "如有疑问，直接回复本邮件即可。{{agent.name}}", null));
        await db.SaveQuietly(ct);

        await OnTickets(world.Now, [.. workers.Order()], ct);
    }

    async Task OnTickets(DateTimeOffset now, List<long> workers, CancellationToken ct)
    {
        string[][] tags = [["退款"], ["批次A"], ["发票", "月底"], ["升级"], ["物流"]];
        foreach (var words in tags.SelectMany(t => t).Distinct()) db.Tags.Add(new Tag { Name = words });
        var open = await db.Tickets.Where(t => EF.Property<bool>(t, TicketMap.Open)).OrderByDescending(t => t.Id).Take(60).ToListAsync(ct);
        var teams = await staff.Teams(ct);
        foreach (var (ticket, i) in open.Select((t, i) => (t, i)))
        {
            var by = ticket.OwnerId ?? workers[0];
            if (i % 3 == 0) ticket.Tag(tags[i / 3 % tags.Length], by, now);
            if (i % 12 == 5 && teams.Keys.Where(t => t != ticket.TeamId).Order().FirstOrDefault() is > 0 and var other)
            {
                var task = new SubTask(ticket.Id, i % 24 == 5 ? "核对库存并回复 / check the stock" : "确认发票抬头 / confirm the invoice address", null, other, now.AddHours(4 + i), by, now);
                db.SubTasks.Add(task);
                ticket.Asked(task.Title, done: false, by, now);
            }
        }
        foreach (var pair in open.GroupBy(t => t.CustomerId).Select(g => g.OrderBy(t => t.Id).Take(2).ToList()).Where(p => p.Count == 2).Take(6))
        {
            db.Links.Add(new TicketLink(pair[0].Id, pair[1].Id, LinkKind.Related, workers[0], now));
            pair[0].Linked(pair[1], off: false, workers[0], now);
            pair[1].Linked(pair[0], off: false, workers[0], now);
        }
        await db.SaveQuietly(ct);
    }

    void Tool<T>(T tool, Action<T> make) where T : Shareable
    {
        make(tool);
        db.Add(tool);
    }
}
