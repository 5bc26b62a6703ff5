using System;
using Microsoft.EntityFrameworkCore.Migrations;
using Npgsql.EntityFrameworkCore.PostgreSQL.Metadata;

#nullable disable

namespace Crm.Tickets.Data.Migrations
{
    /// <inheritdoc />
    public partial class AddRules : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateTable(
                name: "rule_log",
                schema: "tickets",
                columns: table => new
                {
                    id = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityByDefaultColumn),
                    rule_id = table.Column<long>(type: "bigint", nullable: false),
                    name = table.Column<string>(type: "character varying(100)", maxLength: 100, nullable: false),
                    name_zh = table.Column<string>(type: "character varying(100)", maxLength: 100, nullable: false),
                    trigger = table.Column<string>(type: "text", nullable: false),
                    ticket_id = table.Column<long>(type: "bigint", nullable: false),
                    at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    outcome = table.Column<string>(type: "text", nullable: false),
                    judgement = table.Column<string>(type: "jsonb", nullable: false),
                    actions = table.Column<string>(type: "jsonb", nullable: false),
                    refusal = table.Column<string>(type: "text", nullable: true),
                    refusal_args = table.Column<string[]>(type: "text[]", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_rule_log", x => x.id);
                    table.ForeignKey(
                        name: "fk_rule_log_tickets_ticket_id",
                        column: x => x.ticket_id,
                        principalSchema: "tickets",
                        principalTable: "tickets",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "rules",
                schema: "tickets",
                columns: table => new
                {
                    id = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityByDefaultColumn),
                    name = table.Column<string>(type: "character varying(100)", maxLength: 100, nullable: false),
                    name_zh = table.Column<string>(type: "character varying(100)", maxLength: 100, nullable: false),
                    active = table.Column<bool>(type: "boolean", nullable: false),
                    position = table.Column<int>(type: "integer", nullable: false),
                    stop = table.Column<bool>(type: "boolean", nullable: false),
                    trigger = table.Column<string>(type: "text", nullable: false),
                    hours = table.Column<int>(type: "integer", nullable: false),
                    working_hours = table.Column<bool>(type: "boolean", nullable: false),
                    conditions = table.Column<string>(type: "jsonb", nullable: false),
                    actions = table.Column<string>(type: "jsonb", nullable: false),
                    xmin = table.Column<uint>(type: "xid", rowVersion: true, nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_rules", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "rule_marks",
                schema: "tickets",
                columns: table => new
                {
                    rule_id = table.Column<long>(type: "bigint", nullable: false),
                    at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    row_id = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_rule_marks", x => x.rule_id);
                    table.ForeignKey(
                        name: "fk_rule_marks_rules_rule_id",
                        column: x => x.rule_id,
                        principalSchema: "tickets",
                        principalTable: "rules",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "rule_occasions",
                schema: "tickets",
                columns: table => new
                {
                    rule_id = table.Column<long>(type: "bigint", nullable: false),
                    clock_id = table.Column<long>(type: "bigint", nullable: false),
                    at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_rule_occasions", x => new { x.rule_id, x.clock_id });
                    table.ForeignKey(
                        name: "fk_rule_occasions_clocks_clock_id",
                        column: x => x.clock_id,
                        principalSchema: "tickets",
                        principalTable: "clocks",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                    table.ForeignKey(
                        name: "fk_rule_occasions_rules_rule_id",
                        column: x => x.rule_id,
                        principalSchema: "tickets",
                        principalTable: "rules",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateIndex(
                name: "ix_messages_customer",
                schema: "tickets",
                table: "messages",
                columns: new[] { "at", "id" },
                filter: "kind = 'customer'");

            migrationBuilder.CreateIndex(
                name: "ix_history_status",
                schema: "tickets",
                table: "history",
                columns: new[] { "at", "id" },
                filter: "kind = 'status'");

            migrationBuilder.CreateIndex(
                name: "ix_rule_log_at",
                schema: "tickets",
                table: "rule_log",
                column: "at");

            migrationBuilder.CreateIndex(
                name: "ix_rule_log_rule_id_id",
                schema: "tickets",
                table: "rule_log",
                columns: new[] { "rule_id", "id" });

            migrationBuilder.CreateIndex(
                name: "ix_rule_log_ticket_id_id",
                schema: "tickets",
                table: "rule_log",
                columns: new[] { "ticket_id", "id" });

            migrationBuilder.CreateIndex(
                name: "ix_rule_occasions_at",
                schema: "tickets",
                table: "rule_occasions",
                column: "at");

            migrationBuilder.CreateIndex(
                name: "ix_rule_occasions_clock_id",
                schema: "tickets",
                table: "rule_occasions",
                column: "clock_id");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "rule_log",
                schema: "tickets");

            migrationBuilder.DropTable(
                name: "rule_marks",
                schema: "tickets");

            migrationBuilder.DropTable(
                name: "rule_occasions",
                schema: "tickets");

            migrationBuilder.DropTable(
                name: "rules",
                schema: "tickets");

            migrationBuilder.DropIndex(
                name: "ix_messages_customer",
                schema: "tickets",
                table: "messages");

            migrationBuilder.DropIndex(
                name: "ix_history_status",
                schema: "tickets",
                table: "history");
        }
    }
}
