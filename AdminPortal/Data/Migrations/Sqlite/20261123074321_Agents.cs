using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace AdminPortal.Data.Migrations.Sqlite
{
    /// <inheritdoc />
    public partial class Agents : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<bool>(
                name: "is_paused",
                table: "ai_agents",
                type: "INTEGER",
                nullable: false,
                defaultValue: false);

            migrationBuilder.CreateTable(
                name: "agent_calls",
                columns: table => new
                {
                    id = table.Column<byte[]>(type: "BLOB", nullable: false),
                    provider = table.Column<string>(type: "TEXT", maxLength: 20, nullable: false),
                    call_id = table.Column<string>(type: "TEXT", maxLength: 100, nullable: false),
                    business_id = table.Column<byte[]>(type: "BLOB", nullable: false),
                    to_number = table.Column<string>(type: "TEXT", maxLength: 32, nullable: true),
                    from_number = table.Column<string>(type: "TEXT", maxLength: 32, nullable: true),
                    started_at = table.Column<long>(type: "INTEGER", nullable: false),
                    ended_at = table.Column<long>(type: "INTEGER", nullable: true),
                    duration_milliseconds = table.Column<long>(type: "INTEGER", nullable: true),
                    end_reason = table.Column<string>(type: "TEXT", maxLength: 100, nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_agent_calls", x => x.id);
                    table.ForeignKey(
                        name: "fk_agent_calls_businesses_business_id",
                        column: x => x.business_id,
                        principalTable: "businesses",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "agent_syncs",
                columns: table => new
                {
                    agent_id = table.Column<byte[]>(type: "BLOB", nullable: false),
                    agent_version = table.Column<long>(type: "INTEGER", nullable: false),
                    business_version = table.Column<long>(type: "INTEGER", nullable: false),
                    bound_number = table.Column<string>(type: "TEXT", maxLength: 16, nullable: true),
                    due_at = table.Column<long>(type: "INTEGER", nullable: true),
                    attempts = table.Column<int>(type: "INTEGER", nullable: false),
                    lease_owner = table.Column<byte[]>(type: "BLOB", nullable: true),
                    lease_until = table.Column<long>(type: "INTEGER", nullable: true),
                    last_call = table.Column<string>(type: "TEXT", maxLength: 100, nullable: true),
                    last_call_at = table.Column<long>(type: "INTEGER", nullable: true),
                    last_fault = table.Column<string>(type: "TEXT", maxLength: 1000, nullable: true),
                    seen = table.Column<string>(type: "TEXT", nullable: true),
                    seen_at = table.Column<long>(type: "INTEGER", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_agent_syncs", x => x.agent_id);
                    table.ForeignKey(
                        name: "fk_agent_syncs_agents_agent_id",
                        column: x => x.agent_id,
                        principalTable: "ai_agents",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "installation",
                columns: table => new
                {
                    id = table.Column<byte[]>(type: "BLOB", nullable: false),
                    row = table.Column<int>(type: "INTEGER", nullable: false),
                    created_at = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_installation", x => x.id);
                    table.CheckConstraint("ck_installation_row", "\"row\" = 1");
                });

            migrationBuilder.CreateTable(
                name: "simulated_agents",
                columns: table => new
                {
                    id = table.Column<string>(type: "TEXT", maxLength: 100, nullable: false),
                    business_id = table.Column<byte[]>(type: "BLOB", nullable: false),
                    name = table.Column<string>(type: "TEXT", maxLength: 200, nullable: false),
                    voice_id = table.Column<string>(type: "TEXT", maxLength: 100, nullable: false),
                    language = table.Column<string>(type: "TEXT", maxLength: 20, nullable: false),
                    greeting = table.Column<string>(type: "TEXT", nullable: false),
                    prompt = table.Column<string>(type: "TEXT", nullable: false),
                    modified_at = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_simulated_agents", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "simulated_numbers",
                columns: table => new
                {
                    number = table.Column<string>(type: "TEXT", maxLength: 16, nullable: false),
                    agent_id = table.Column<string>(type: "TEXT", maxLength: 100, nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_simulated_numbers", x => x.number);
                });

            migrationBuilder.CreateTable(
                name: "waiting_list",
                columns: table => new
                {
                    business_id = table.Column<byte[]>(type: "BLOB", nullable: false),
                    asked_at = table.Column<long>(type: "INTEGER", nullable: false),
                    asked_by = table.Column<string>(type: "TEXT", maxLength: 200, nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_waiting_list", x => x.business_id);
                    table.ForeignKey(
                        name: "fk_waiting_list_businesses_business_id",
                        column: x => x.business_id,
                        principalTable: "businesses",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "webhook_events",
                columns: table => new
                {
                    provider = table.Column<string>(type: "TEXT", maxLength: 20, nullable: false),
                    call_id = table.Column<string>(type: "TEXT", maxLength: 100, nullable: false),
                    @event = table.Column<string>(name: "event", type: "TEXT", maxLength: 40, nullable: false),
                    received_at = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_webhook_events", x => new { x.provider, x.call_id, x.@event });
                });

            migrationBuilder.CreateIndex(
                name: "ix_agent_calls_business_id_started_at",
                table: "agent_calls",
                columns: new[] { "business_id", "started_at" });

            migrationBuilder.CreateIndex(
                name: "ix_agent_calls_provider_call_id",
                table: "agent_calls",
                columns: new[] { "provider", "call_id" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_agent_calls_to_number_started_at",
                table: "agent_calls",
                columns: new[] { "to_number", "started_at" },
                filter: "to_number IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "ix_agent_syncs_bound_number",
                table: "agent_syncs",
                column: "bound_number",
                filter: "bound_number IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "ix_agent_syncs_due_at",
                table: "agent_syncs",
                column: "due_at",
                filter: "due_at IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "ix_installation_row",
                table: "installation",
                column: "row",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_simulated_agents_business_id",
                table: "simulated_agents",
                column: "business_id");

            migrationBuilder.CreateIndex(
                name: "ix_simulated_numbers_agent_id",
                table: "simulated_numbers",
                column: "agent_id");

            migrationBuilder.CreateIndex(
                name: "ix_waiting_list_asked_at_business_id",
                table: "waiting_list",
                columns: new[] { "asked_at", "business_id" });

            migrationBuilder.CreateIndex(
                name: "ix_webhook_events_received_at",
                table: "webhook_events",
                column: "received_at");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "agent_calls");

            migrationBuilder.DropTable(
                name: "agent_syncs");

            migrationBuilder.DropTable(
                name: "installation");

            migrationBuilder.DropTable(
                name: "simulated_agents");

            migrationBuilder.DropTable(
                name: "simulated_numbers");

            migrationBuilder.DropTable(
                name: "waiting_list");

            migrationBuilder.DropTable(
                name: "webhook_events");

            migrationBuilder.DropColumn(
                name: "is_paused",
                table: "ai_agents");
        }
    }
}
