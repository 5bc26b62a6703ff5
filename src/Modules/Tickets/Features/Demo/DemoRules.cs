using Crm.Contracts.Customers;
using Crm.Contracts.Tickets;
using Crm.Platform.Demo;
using Crm.Tickets.Data;
using Crm.Tickets.Domain;

namespace Crm.Tickets.Features.Demo;

/// <summary>Three rules that most desks want.</summary>
internal sealed class DemoRules(TicketsDb db) : IDemoData
{
    public Task Load(DemoWorld world, CancellationToken ct) => Task.CompletedTask;

    // Once the tickets are there: what is past is past.
    public async Task Finish(DemoWorld world, CancellationToken ct)
    {
        Add(1, "VIP complaint: high priority", "VIP 投诉：提高优先级并通知主管", RuleTrigger.Opened, 0,
            [new(RuleField.Type, RuleOperator.Is, nameof(TicketType.Complaint)), new(RuleField.Level, RuleOperator.Is, nameof(CustomerLevel.Vip)), new(RuleField.Priority, RuleOperator.AtMost, nameof(TicketPriority.High))],
            new() { Changes = new() { Priority = TicketPriority.High, AddTags = "VIP" }, NotifySupervisor = true });
        Add(2, "Reminder after three days without an answer", "等待客户三天：发送提醒", RuleTrigger.SinceStatus, 72,
            [new(RuleField.Status, RuleOperator.Is, nameof(TicketStatus.WaitingCustomer))],
            new()
            {
                Changes = new()
                {
                    Reply = "Dear {{contact.name}},\n\nwe still need your answer to go on with {{ticket.number}} (*{{ticket.subject}}*). Simply reply to this mail.\n\n{{agent.name}}",
                    ReplyZh = "{{contact.name}}，您好：\n\n我们仍在等待您的回复，以便继续处理 {{ticket.number}}（{{ticket.subject}}）。直接回复本邮件即可。\n\n{{agent.name}}",
                },
            });
        Add(3, "Resolution overdue: escalate to the supervisor", "解决超时：升级给主管", RuleTrigger.ClockBreached, 0,
            [new(RuleField.Clock, RuleOperator.Is, nameof(ClockKind.Resolution))],
            new() { Changes = new() { AddTags = "升级", Note = "Resolution overdue, escalated on {{today}}. 解决超时，已于 {{today}} 升级。" }, NotifySupervisor = true, NotifyAssignee = true });
        await db.SaveQuietly(ct);
        await db.OutdateRules(ct);

        void Add(int position, string name, string nameZh, RuleTrigger trigger, int hours, RuleCondition[] all, RuleActions actions)
        {
            var rule = new TicketRule(position);
            rule.Call(name, nameZh, active: true, stop: false);
            rule.Hear(trigger, hours, workingHours: false);
            rule.Do(new(all, []), actions);
            db.TicketRules.Add(rule);
        }
    }
}
